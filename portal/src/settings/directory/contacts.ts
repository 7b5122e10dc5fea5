/** Contacts as they are copied from a sheet: four columns, with or without a head. */
import type { ContactRow } from "@/api/generated/notification/types.gen";

/** What `contacts/import` takes at once. */
export const MOST = 1000;

export function pasted(text: string): ContactRow[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/\t|,|，/).map((cell) => cell.trim()))
    .filter((cells) => (cells[0] ?? "") !== "" && !/^(编号|委员编号|member_id|id)$/i.test(cells[0] ?? ""))
    .map(([member_id = "", mobile, mail, wecom]) => ({ member_id, mobile: mobile || null, mail: mail || null, wecom: wecom || null }));
}
