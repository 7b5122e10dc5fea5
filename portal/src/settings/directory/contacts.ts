/** Members' contacts: those that come from a sheet, and those that wait for the second of the staff. */
import { all, notificationApi } from "@/api/staff";
import type { ContactRow, ContactsLine, ContactView, WaitingContact } from "@/api/generated/notification/types.gen";

/** What `contacts/import` takes at once. */
export const MOST = 1000;
export type Channel = ContactView["channel"];
export const CHANNELS: readonly Channel[] = ["mobile", "mail", "wecom"];

/** Copied from a sheet: four columns, with or without a head. */
export function pasted(text: string): ContactRow[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/\t|,|，/).map((cell) => cell.trim()))
    .filter((cells) => (cells[0] ?? "") !== "" && !/^(编号|委员编号|member_id|id)$/i.test(cells[0] ?? ""))
    .map(([member_id = "", mobile, mail, wecom]) => ({ member_id, mobile: mobile || null, mail: mail || null, wecom: wecom || null }));
}

/** A sheet saved as csv is in UTF-8, or in what a Chinese Excel writes. */
export function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

export interface Waiting extends WaitingContact {
  member_id: string;
}
export const keyOf = (one: Pick<Waiting, "member_id" | "channel">): string => `${one.member_id} ${one.channel}`;
/** Each by itself, the longest waiting first. */
export const waitingOf = (lines: readonly Pick<ContactsLine, "member_id" | "waiting">[]): Waiting[] =>
  lines.flatMap((line) => line.waiting.map((one) => ({ ...one, member_id: line.member_id }))).sort((a, b) => a.since.localeCompare(b.since));
export const readWaiting = async (): Promise<Waiting[]> => waitingOf(await all((query) => notificationApi.getContacts({ query }), 20_000));
