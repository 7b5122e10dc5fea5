/** What one county sends another: as it stands, and what is still to be done with it here. */
import type { ForwardView, ReceivedView, Step } from "@/api/generated/submission/types.gen";
import type { Person } from "@/session/session";

/** Whether a clerk may still take it back: until the receiver has answered. */
export const recallable = (one: Pick<ForwardView, "state">): boolean => one.state === "asked" || one.state === "sent";

export const latest = (steps: readonly Step[]): Step | null => steps.at(-1) ?? null;

const SENT = ["asked", "sent", "accepted", "declined", "refused", "undeliverable", "recalled"];
const RECEIVED = ["received", "offered", "accepted", "declined", "recalled"];

/** What still waits for somebody first; of the same state the latest. */
const by = <T extends { state: string }>(order: readonly string[], at: (one: T) => string) => (a: T, b: T): number =>
  order.indexOf(a.state) - order.indexOf(b.state) || at(b).localeCompare(at(a));

export const sentInOrder = (found: readonly ForwardView[]): ForwardView[] => [...found].sort(by(SENT, (one) => one.sent_at ?? one.asked_at ?? ""));
export const receivedInOrder = (found: readonly ReceivedView[]): ReceivedView[] => [...found].sort(by(RECEIVED, (one) => one.received_at));

export type Reader = Pick<Person, "memberId" | "bodyId" | "roles">;

/** Whether it is offered to the reader, or to the body that they speak for. */
export function offeredTo(one: Pick<ReceivedView, "state" | "member_id" | "body_id">, reader: Reader): boolean {
  if (one.state !== "offered") return false;
  return one.body_id === null ? one.member_id !== null && one.member_id === reader.memberId : one.body_id === reader.bodyId && reader.roles.includes("body_officer");
}

export type Deed = "offer" | "accept" | "decline";

/** What a clerk may do with it: a proposal is offered, a topic is accepted. */
export function deedsOf(one: Pick<ReceivedView, "state" | "proposal">): Deed[] {
  if (one.state === "received") return one.proposal === null ? ["accept", "decline"] : ["offer", "decline"];
  return one.state === "offered" ? ["offer", "decline"] : [];
}
