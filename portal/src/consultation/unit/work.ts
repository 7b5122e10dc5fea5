/** A handling unit's work: what waits for it, and one assignment whole, from three services in parallel. */
import { all, consultationApi, conversionApi, submissionApi, supervisionApi } from "@/api";
import type {
  AssignmentView, ConsultationView, GatesView, MatterView, PointView, ReplyView, StepView,
} from "@/api/generated/consultation/types.gen";
import type { MutualReviewView } from "@/api/generated/evaluation/types.gen";
import type { CommitmentView } from "@/api/generated/conversion/types.gen";
import type { ProposalView } from "@/api/generated/submission/types.gen";
import type { DeadlineView, FollowUpView, UrgeView } from "@/api/generated/supervision/types.gen";
import { readWaiting } from "@/evaluation/mutual/waiting";
import { byUrgency } from "@/desk/urgency";
import { person } from "@/session/session";
import { orAway } from "@/shared/loading";

export interface UnitDesk {
  steps: StepView[];
  assignments: AssignmentView[];
  matters: Map<string, MatterView>;
  /** By assignment; null: supervision did not answer. */
  deadlines: Map<string, DeadlineView> | null;
  commitments: CommitmentView[] | null;
  /** Urges and follow-ups that wait for an answer; null: supervision did not answer. */
  asks: Ask[] | null;
  /** Proposals for the unit to rate (双向评议); null: evaluation did not answer. */
  toRate: MutualReviewView[] | null;
}

export interface Ask {
  id: string;
  proposal_id: string;
  text: string;
  due: string | null;
  overdue: boolean;
}

const WHOLE = 50_000;

export async function readUnitDesk(units: readonly string[]): Promise<UnitDesk> {
  const [steps, assignments, matters, deadlines, commitments, urges, followUps, ratings] = await Promise.all([
    all((query) => consultationApi.getDesk({ query }), WHOLE),
    all((query) => consultationApi.getAssignments({ query }), WHOLE),
    all((query) => consultationApi.getMatters({ query }), WHOLE),
    orAway(all((query) => supervisionApi.getDeadlines({ query }), WHOLE)),
    orAway(all((query) => conversionApi.getCommitments({ query }), WHOLE)),
    orAway(all((query) => supervisionApi.getUrges({ query: { ...query, answered: false } }), WHOLE)),
    orAway(all((query) => supervisionApi.getFollowUps({ query: { ...query, state: "open" } }), WHOLE)),
    orAway(readWaiting("unit")),
  ]);
  return {
    toRate: ratings,
    asks: urges && followUps && asksOf(urges, followUps),
    steps: byUrgency(steps),
    assignments: assignments.filter((one) => units.includes(one.unit_id)),
    matters: new Map(matters.map((one) => [one.id, one])),
    deadlines: deadlines && new Map(deadlines.map((one) => [one.assignment_id, one])),
    commitments: commitments?.filter((one) => units.includes(one.unit_id) && UNKEPT.has(one.state)) ?? null,
  };
}

/** Where a unit handles a proposal: what it still holds before what it once held; null where it holds none, or no answer came. */
export async function ownAssignment(proposal_id: string): Promise<string | null> {
  const found = await orAway(all((query) => consultationApi.getAssignments({ query: { ...query, proposal_id } })));
  const own = (found ?? []).filter((one) => person.value?.units.includes(one.unit_id));
  const held = own.find((one) => !["closed", "reassigned", "cancelled"].includes(one.state));
  return (held ?? own.at(-1))?.id ?? null;
}

/** A unit is given its own alone; what is late comes first. */
function asksOf(urges: readonly UrgeView[], followUps: readonly FollowUpView[]): Ask[] {
  const found = [
    ...followUps.map((one) => ({ id: one.follow_up_id, proposal_id: one.proposal_id, text: one.what, due: one.due, overdue: one.overdue })),
    ...urges.map((one) => ({ id: one.urge_id, proposal_id: one.proposal_id, text: one.text, due: null, overdue: false })),
  ];
  return found.sort((a, b) => Number(b.overdue) - Number(a.overdue) || (a.due ?? "9999").localeCompare(b.due ?? "9999"));
}

/** What the unit still owes, or has reported and nobody has verified. */
const UNKEPT = new Set(["open", "missed", "claimed"]);

export const TILES = [
  "accept", "answer_call", "hold_consultation", "agree_plan", "draft_reply", "countersign", "approve_reply", "answer_point",
] as const;

export interface Tile {
  what: (typeof TILES)[number] | "overdue" | "broken";
  count: number;
}

/** How much waits of each kind, what is late before all else; what there is none of is left out. */
export function tiles(desk: UnitDesk): Tile[] {
  const found: Tile[] = [
    { what: "overdue", count: desk.steps.filter((one) => one.overdue).length },
    { what: "broken", count: desk.commitments?.filter((one) => one.state === "missed").length ?? 0 },
    ...TILES.map((what) => ({ what, count: desk.steps.filter((one) => one.what === what).length })),
  ];
  return found.filter((one) => one.count > 0);
}

/** Where a step is taken. Who countersigns does so from its own assignment: it does not see its lead's. */
export function placeOf(step: StepView, own: readonly AssignmentView[] = []): string {
  if (step.what === "answer_point") return `/points/${step.id}`;
  if (step.what === "judge_answer") return `/asked/${step.id}`;
  if (step.what === "settle_dispute") return `/consultations/${step.id}`;
  const mine = own.find((one) => one.proposal_id === step.proposal_id && one.unit_id === step.whom && !OVER.has(one.state));
  return `/handling/${(step.what === "countersign" ? mine?.id : null) ?? step.assignment_id ?? step.id}`;
}

export interface Work {
  assignment: AssignmentView;
  matter: MatterView;
  proposal: ProposalView | null;
  deadline: DeadlineView | null;
  gates: GatesView | null;
  /** Those of the present cycle. */
  talks: ConsultationView[];
  /** The newest first. */
  replies: ReplyView[];
  /** The other assignments of the proposal that the reader sees. */
  beside: AssignmentView[];
  commitments: CommitmentView[] | null;
}

export async function readWork(id: string): Promise<Work> {
  const path = { assignment_id: id };
  const { data: assignment } = await consultationApi.getAssignmentsByAssignmentId({ path });
  const proposal_id = assignment.proposal_id;
  const [matter, proposal, deadline, gates, talks, replies, beside, commitments] = await Promise.all([
    consultationApi.getMattersByProposalId({ path: { proposal_id } }).then(({ data }) => data),
    orAway(submissionApi.getProposalsByProposalId({ path: { proposal_id } }).then(({ data }) => data)),
    orAway(supervisionApi.getDeadlinesByAssignmentId({ path }).then(({ data }) => data)),
    orAway(consultationApi.getAssignmentsByAssignmentIdGates({ path }).then(({ data }) => data)),
    all((query) => consultationApi.getConsultations({ query: { ...query, proposal_id } })),
    all((query) => consultationApi.getReplies({ query: { ...query, proposal_id } })),
    all((query) => consultationApi.getAssignments({ query: { ...query, proposal_id } })),
    orAway(all((query) => conversionApi.getCommitments({ query: { ...query, proposal_id } }))),
  ]);
  return {
    assignment,
    matter,
    proposal,
    deadline,
    gates,
    talks: talks.filter((one) => one.assignment_id === id && one.cycle === assignment.cycle),
    replies: replies.filter((one) => ofWork(one, assignment)).sort(newest),
    beside: beside.filter((one) => one.id !== id && !OVER.has(one.state)),
    commitments: commitments?.filter((one) => one.unit_id === assignment.unit_id) ?? null,
  };
}

const OVER = new Set(["reassigned", "cancelled"]);

/** Its own versions; a helper works on its lead's. */
const ofWork = (reply: ReplyView, assignment: AssignmentView): boolean =>
  assignment.role === "helper" ? reply.unit_id !== assignment.unit_id : reply.assignment_id === assignment.id;

const newest = (a: ReplyView, b: ReplyView): number => b.cycle - a.cycle || b.reply_version - a.reply_version;

/** What the unit answers: its own suggestions, or all. */
export const asked = (work: Pick<Work, "assignment" | "matter">): readonly number[] =>
  work.assignment.suggestions.length > 0 ? work.assignment.suggestions : work.matter.suggestions;

export const readPoint = (point_id: string): Promise<PointView> =>
  consultationApi.getPointsByPointId({ path: { point_id } }).then(({ data }) => data);
