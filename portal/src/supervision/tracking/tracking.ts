/** Who calls for tracking, what is tracked and when it was looked at, and whether one may be closed without a signature. */
import { all, consultationApi, supervisionApi } from "@/api/staff";
import type { CandidateView, OversightView, SupervisedSignOffView, TrackingView } from "@/api/generated/supervision/types.gen";
import { orAway } from "@/shared/loading";

const WHOLE = 50_000;

/** One that is tracked, or might be. */
export interface Row {
  id: string;
  title: string | null;
  number: number | null;
  /** Of the archive: its year. */
  year: number | null;
  candidate: CandidateView | null;
  oversight: OversightView | null;
}

export interface Tracking {
  rows: Row[];
  /** Titles of this platform's proposals could not be read. */
  untitled: boolean;
}

export async function readTracking(): Promise<Tracking> {
  const [candidates, tracked, matters] = await Promise.all([
    all((query) => supervisionApi.getTrackingCandidates({ query }), WHOLE),
    all((query) => supervisionApi.getOversights({ query: { ...query, supervision_class: "tracked" } }), WHOLE),
    orAway(all((query) => consultationApi.getMatters({ query }), WHOLE)),
  ]);
  return { rows: rowsOf(candidates, tracked, new Map((matters ?? []).map((one) => [one.id, one]))), untitled: matters === null };
}

/** Also what became tracked by a second dissatisfaction, which no candidate is. */
export function rowsOf(
  candidates: readonly CandidateView[], tracked: readonly OversightView[], matters: ReadonlyMap<string, { title: string; case_number: number }>,
): Row[] {
  const called = new Map(candidates.map((one) => [one.proposal_id, one]));
  const watched = new Map(tracked.map((one) => [one.proposal_id, one]));
  return [...new Set([...called.keys(), ...watched.keys()])].map((id) => {
    const candidate = called.get(id) ?? null;
    const oversight = watched.get(id) ?? null;
    const year = candidate?.archived_year ?? oversight?.archived_year ?? null;
    const matter = matters.get(id);
    return {
      id, year, candidate, oversight,
      title: candidate?.title ?? matter?.title ?? null,
      number: candidate?.archived_number ?? oversight?.case_number ?? matter?.case_number ?? null,
    };
  });
}

export const LISTS = ["candidates", "tracked", "finished"] as const;
export type List = (typeof LISTS)[number];

export function listOf(row: Row): List {
  if (row.oversight === null) return "candidates";
  return row.oversight.finding !== null || row.oversight.state === "finished" || row.oversight.state === "cancelled" ? "finished" : "tracked";
}

const TAKEN = new Set([null, "open", "closed", "closed_unsigned"]);
/** A key proposal is watched by its leader, and one that was withdrawn by nobody. */
export const mayTake = (one: CandidateView): boolean => !one.taken && (one.supervision_class ?? "general") === "general" && TAKEN.has(one.state);

/** What is to be looked at again: its planned day first, then what nobody has looked at for the longest time. */
export function listed(rows: readonly Row[], list: List, words: string): Row[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const whole = [row.title, row.number, row.year, row.oversight?.supervisor, row.candidate?.unfinished, row.candidate?.recommended].join(" ").toLowerCase();
    return listOf(row) === list && wanted.every((word) => whole.includes(word));
  });
  const at = (row: Row): string => `${row.oversight?.next_activity ?? "9999"} ${row.oversight?.last_contact ?? ""}`;
  const order: (a: Row, b: Row) => number =
    list === "tracked" ? (a, b) => at(a).localeCompare(at(b)) : (a, b) => (b.year ?? 9999) - (a.year ?? 9999) || (a.number ?? 0) - (b.number ?? 0);
  return found.sort(order);
}

export const readSteps = (proposal_id: string): Promise<TrackingView> => supervisionApi.getTrackingByProposalId({ path: { proposal_id } }).then(({ data }) => data);

/** Whether the clerk may end its tracking: what is still handled ends with its signatures. */
export const mayFinish = (one: OversightView): boolean =>
  one.supervision_class === "tracked" && one.finding === null && (one.state === "closed" || one.state === "closed_unsigned" || (one.state === "open" && one.archived_year !== null));
export const mayDesignate = (one: OversightView): boolean => one.supervision_class === "general" && ["open", "closed", "closed_unsigned"].includes(one.state);
/** Visits and calls are recorded for as long as it is watched, or tracked after its end. */
export const mayRecord = (one: OversightView): boolean => one.state === "open" || (one.supervision_class === "tracked" && one.finding === null && one.state !== "cancelled");

export const WHYS = ["died", "left_office", "unreachable", "refused"] as const;
export type Why = (typeof WHYS)[number];
/** Nobody reminds those. */
const CANNOT = new Set<Why>(["died", "left_office"]);

export interface Closing {
  signOffs: SupervisedSignOffView[];
  /** How often the county reminds first; null: its rule could not be read. */
  reminders: number | null;
}

export async function readClosing(proposal_id: string): Promise<Closing> {
  const [signOffs, rule] = await Promise.all([
    all((query) => supervisionApi.getSignOffs({ query: { ...query, proposal_id } })),
    orAway(supervisionApi.getPoliciesByName({ path: { name: "sign-off" } }).then(({ data }) => data.document.remind_after_days)),
  ]);
  return { signOffs: signOffs.filter((one) => one.state === "requested"), reminders: Array.isArray(rule) ? rule.length : null };
}

/** What still stands in the way, as far as it is known here; the service decides. */
export function lacking(closing: Closing, why: Why | ""): "nothing" | "reminders" | null {
  if (closing.signOffs.length === 0) return "nothing";
  if (why === "" || CANNOT.has(why) || closing.reminders === null) return null;
  return Math.min(...closing.signOffs.map((one) => one.reminded)) < closing.reminders ? "reminders" : null;
}
