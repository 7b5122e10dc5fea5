/** A dry run, as it is read: what each indicator tells apart, and which unit comes where. */
import { all, submissionApi } from "@/api/staff";
import type { IndicatorRunView, RunView } from "@/api/generated/evaluation/types.gen";
import { orAway } from "@/shared/loading";

export interface Over {
  session_id: string | null;
  year: number | null;
}
export type Try = (over: Over, headers: { "Idempotency-Key": string }) => Promise<RunView>;

/** Everybody has the same by it: known before a year is lost. */
export const flat = (one: Pick<IndicatorRunView, "judged" | "known" | "lowest" | "highest">): boolean => !one.judged && one.known > 1 && one.lowest === one.highest;

export interface Around {
  sessions: string[];
  titles: Map<string, string>;
}
export async function readAround(): Promise<Around> {
  const [sessions, proposals] = await Promise.all([
    orAway(all((query) => submissionApi.getSessions({ query }))), orAway(all((query) => submissionApi.getProposals({ query: { ...query, state: "admitted" } }), 20_000)),
  ]);
  return { sessions: (sessions ?? []).map((one) => one.id), titles: new Map((proposals ?? []).map((one) => [one.id, one.text.title])) };
}
