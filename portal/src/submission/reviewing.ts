/** What waits for review, row by row: read, filtered, sorted, and what a decision on each would come to. */
import { all, submissionApi } from "@/api/staff";
import type { GroupView, ProposalView, QueuedView, ReviewView } from "@/api/generated/submission/types.gen";
import { orAway } from "@/shared/loading";

export const STATES = ["filed", "returned", "admitted", "declined", "merged", "withdrawn"] as const;
export type State = (typeof STATES)[number];
export const isState = (text: unknown): text is State => STATES.some((one) => one === text);

export type Stage = QueuedView["stage"];
export type Due = "overdue" | "near" | "running" | "none";

export interface Row {
  proposal: ProposalView;
  review: ReviewView | null;
  /** The stage that waits for the caller's own opinion. */
  mine: Stage | null;
  /** Of the stage that is open. */
  dueAt: string | null;
  due: Due;
  /** Why nobody can decide it yet; empty: it waits for a decision. */
  held: Hindrance[];
}

export interface Rules {
  finalWord: string[];
  decideAlone: string[];
  stages: { stage: string; hours: number; near_hours: number }[];
  declineReasons: Record<string, string>;
}

export interface Waiting {
  rows: Row[];
  groups: GroupView[];
  rules: Rules;
  counts: Record<string, number> | null;
  /** Reviews could not be read: what they would say of a row is not known. */
  reviewsAway: boolean;
}

const HOUR = 3_600_000;

/** A list of any length is read whole: none of it may be missing from a sitting. */
const WHOLE = 50_000;

export function dueOf(review: ReviewView | null, rules: Rules, now: number): Pick<Row, "dueAt" | "due"> {
  const open = review?.stages.find((one) => one.agreed === null && one.stage === review.stage);
  if (open === undefined) return { dueAt: null, due: "none" };
  const near = rules.stages.find((one) => one.stage === open.stage)?.near_hours ?? 0;
  const left = Date.parse(open.due_at) - now;
  return { dueAt: open.due_at, due: left <= 0 ? "overdue" : left <= near * HOUR ? "near" : "running" };
}

export async function readRules(): Promise<Rules> {
  const [review, filing] = await Promise.all([
    submissionApi.getPoliciesByName({ path: { name: "review" } }),
    submissionApi.getPoliciesByName({ path: { name: "filing" } }),
  ]);
  const said = review.data.document as { final_word: string[]; decide_alone: string[]; stages: Rules["stages"] };
  return {
    finalWord: said.final_word,
    decideAlone: said.decide_alone,
    stages: said.stages,
    declineReasons: filing.data.document.decline_reasons as Record<string, string>,
  };
}

export async function readWaiting(state: State, now = Date.now()): Promise<Waiting> {
  const reviewing = state === "filed";
  const [proposals, rules, reviews, groups, figures] = await Promise.all([
    all((query) => submissionApi.getProposals({ query: { ...query, state } }), WHOLE),
    readRules(),
    reviewing ? orAway(all((query) => submissionApi.getReviews({ query }), WHOLE)) : Promise.resolve([]),
    orAway(all((query) => submissionApi.getReviewGroups({ query }))),
    orAway(submissionApi.getFigures().then(({ data }) => data)),
  ]);
  // Only who is on the roster has a queue, and only where stages want opinions.
  const asked = (reviews ?? []).some((one) => one.state === "open");
  const queue = asked ? await orAway(all((query) => submissionApi.getReviewQueue({ query }), WHOLE)) : [];
  const reviewOf = new Map((reviews ?? []).map((one) => [one.proposal_id, one]));
  const mine = new Map((queue ?? []).map((one) => [one.proposal_id, one.stage]));
  return {
    rows: proposals.map((proposal) => {
      const review = reviewOf.get(proposal.id) ?? null;
      const held = hindrances(proposal, reviews === null ? undefined : review, rules);
      return { proposal, review, mine: mine.get(proposal.id) ?? null, held, ...dueOf(review, rules, now) };
    }),
    groups: groups ?? [],
    rules,
    counts: figures?.status ?? null,
    reviewsAway: reviews === null,
  };
}

export interface Filter {
  words: string;
  channel: string;
  kind: string;
  group: string;
  due: string;
  waits: string;
  order: string;
}

export const NO_FILTER: Filter = { words: "", channel: "", kind: "", group: "", due: "", waits: "", order: "due" };

export type Hindrance = "cosign" | "objection" | "merge_open" | "merge_objected" | "stage_open" | "undistributed";

/** `review`: null where nobody has it yet, undefined where that cannot be told. */
export function hindrances(proposal: ProposalView, review: ReviewView | null | undefined, rules: Rules): Hindrance[] {
  if (proposal.state !== "filed") return [];
  const found: Hindrance[] = [];
  if (proposal.invitations.some((one) => one.answer === "open")) found.push("cosign");
  if (proposal.objection?.outcome === "open") found.push("objection");
  if (proposal.merge_answers.some((one) => one.answer === "objected")) found.push("merge_objected");
  else if (proposal.merge_answers.some((one) => one.answer === "open")) found.push("merge_open");
  if (review?.state === "open") found.push("stage_open");
  else if (review !== undefined && review?.state !== "ready" && rules.stages.length > 0) found.push("undistributed");
  return found;
}

const DUE_ORDER: Record<Due, number> = { overdue: 0, near: 1, running: 2, none: 3 };

export function shown(rows: readonly Row[], filter: Filter, nameOf: (id: string) => string): Row[] {
  const words = filter.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (row: Row): boolean => {
    const { proposal, review } = row;
    if (filter.channel && proposal.channel !== filter.channel) return false;
    if (filter.kind && proposal.kind !== filter.kind) return false;
    if (filter.group === "-" ? review !== null : filter.group && review?.group_id !== filter.group) return false;
    if (filter.due && row.due !== filter.due) return false;
    if (filter.waits === "mine" && row.mine === null) return false;
    if (filter.waits === "ready" && row.held.length > 0) return false;
    if (filter.waits === "held" && row.held.length === 0) return false;
    if (filter.waits === "disagreed" && review?.disagreed !== true) return false;
    if (filter.waits === "assisted" && proposal.assisted === null) return false;
    if (filter.waits === "reconsider" && proposal.reconsideration !== "asked") return false;
    if (words.length === 0) return true;
    const whole = [proposal.text.title, proposal.id, String(proposal.case_number ?? ""), ...proposal.proposers.map(nameOf)]
      .join(" ")
      .toLowerCase();
    return words.every((one) => whole.includes(one));
  };
  const compare = (a: Row, b: Row): number => {
    switch (filter.order) {
      case "newest":
        return b.proposal.received_at.localeCompare(a.proposal.received_at);
      case "title":
        return a.proposal.text.title.localeCompare(b.proposal.text.title, "zh-CN");
      case "oldest":
        return a.proposal.received_at.localeCompare(b.proposal.received_at);
      default:
        return (
          DUE_ORDER[a.due] - DUE_ORDER[b.due] ||
          (a.dueAt ?? "").localeCompare(b.dueAt ?? "") ||
          a.proposal.received_at.localeCompare(b.proposal.received_at)
        );
    }
  };
  return rows.filter(fits).sort(compare);
}

export type Deed = "admit" | "return" | "decline" | "distribute" | "opine";

/** Who is let do what, as the routes and the county's rules of the final word have it. */
export function may(deed: Deed | "merge" | "edit" | "lock", roles: readonly string[], rules: Rules): boolean {
  const has = (...some: string[]): boolean => some.some((one) => roles.includes(one));
  const last = rules.finalWord.some((one) => roles.includes(one)) || rules.decideAlone.some((one) => roles.includes(one));
  switch (deed) {
    case "admit":
    case "decline":
      return has("clerk", "chair") && last;
    case "return":
      return has("clerk", "reviewer", "chair") && last;
    case "lock":
      return has("clerk", "reviewer");
    case "opine":
      return has("clerk", "reviewer", "chair");
    default:
      return has("clerk");
  }
}

/** Whether the caller may decide while opinions are wanted, with a reason that is kept. */
export const mayAlone = (roles: readonly string[], rules: Rules): boolean =>
  rules.decideAlone.some((one) => roles.includes(one));

export type Foreseen = { goes: true } | { goes: false; why: Hindrance | "state" | "not_mine" };

/** What is known here of how a batch will end for a row; a lock or a change meanwhile only the answer tells. */
export function foreseen(row: Row, deed: Deed, alone: boolean): Foreseen {
  if (row.proposal.state !== "filed") return { goes: false, why: "state" };
  if (deed === "opine" && row.mine === null) return { goes: false, why: "not_mine" };
  for (const why of row.held) {
    if (why === "stage_open" && deed === "opine") continue;
    if ((why === "stage_open" || why === "undistributed") && (deed === "distribute" || alone)) continue;
    if ((why === "merge_open" || why === "merge_objected") && deed === "distribute") continue;
    return { goes: false, why };
  }
  return { goes: true };
}

export interface Difference {
  field: "state" | "case_number" | "title" | "situation" | "analysis" | "suggestions" | "proposers" | "children";
  before: string;
  after: string;
}

/** What became different between what was read and what is stored now. */
export function differences(before: ProposalView, after: ProposalView): Difference[] {
  const of = (one: ProposalView): Record<Difference["field"], string> => ({
    state: one.state,
    case_number: String(one.case_number ?? ""),
    title: one.text.title,
    situation: one.text.situation,
    analysis: one.text.analysis,
    suggestions: one.text.suggestions.map((each) => `${String(each.number)}. ${each.text}`).join("\n"),
    proposers: one.proposers.join("、"),
    children: one.children.join("、"),
  });
  const [was, is] = [of(before), of(after)];
  return (Object.keys(was) as Difference["field"][])
    .filter((field) => was[field] !== is[field])
    .map((field) => ({ field, before: was[field], after: is[field] }));
}
