/** A day of the exchange, and what is held back of it. */
import { all, supervisionApi } from "@/api/staff";
import type { ExternalMessageView, QuarantinedView, ReconciliationView, SentMessageView, SideView } from "@/api/generated/supervision/types.gen";

import { word } from "./words";

const WHOLE = 20_000;
export interface Day {
  day: string;
  reconciliation: ReconciliationView;
  sent: SentMessageView[];
  received: ExternalMessageView[];
}
export async function readDay(day: string): Promise<Day> {
  const [reconciliation, sent, received] = await Promise.all([
    supervisionApi.getExchangeReconciliation({ query: { day } }),
    all((query) => supervisionApi.getExchangeSent({ query: { ...query, day } }), WHOLE),
    all((query) => supervisionApi.getExchangeReceived({ query: { ...query, day } }), WHOLE),
  ]);
  return { day, reconciliation: reconciliation.data, sent, received };
}
export const readHeld = (): Promise<QuarantinedView[]> => all((query) => supervisionApi.getExchangeQuarantine({ query }), WHOLE);

export const LISTS = ["missing_there", "unknown_there", "missing_here", "unreported"] as const;
/** What the two sides do not agree about, list by list, without those that are empty. */
export const differing = (side: SideView): { list: (typeof LISTS)[number]; ids: string[] }[] =>
  LISTS.map((list) => ({ list, ids: side[list].map(String) })).filter((one) => one.ids.length > 0);

/** What kind of message it is, in words: without what all types have in common. */
export const named = (type: string): string => word("type", type.replace(/^cppcc\.external\./, "").replace(/\.v\d+$/, ""));

/** A gap can be given up; what failed can be taken in once more; what cannot be read can only be put away. */
export const choices = (reason: QuarantinedView["reason"]): ("retry" | "give_up")[] => (reason === "poison" ? ["retry", "give_up"] : ["give_up"]);
