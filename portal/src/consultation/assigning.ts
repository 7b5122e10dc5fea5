/** Who is to handle what: what waits for the assignment meeting, and what was settled for each before it is issued. */
import { all, consultationApi, submissionApi, supervisionApi } from "@/api";
import type {
  AssignmentView, MatterView, OfferView, ServicesConsultationAssignmentApiIssue as Issue, StepView, UnitView,
} from "@/api/generated/consultation/types.gen";
import type { ProposalView } from "@/api/generated/submission/types.gen";
import type { DeadlineView } from "@/api/generated/supervision/types.gen";
import { orAway } from "@/shared/loading";

export type Way = "sole" | "joint" | "split";

/** What the meeting settles for one proposal, before it is issued. */
export interface Plan {
  way: Way;
  main: string;
  helpers: string[];
  /** Unit → the suggestions that it answers; none: all. */
  split: Record<string, number[]>;
  urgent: boolean;
}

export const noPlan = (): Plan => ({ way: "sole", main: "", helpers: [], split: {}, urgent: false });

/** The county's gates in short: which talks a plan and a reply need. */
export interface GateRules {
  steps: { step: "plan_agreed" | "approval" | "closing"; phases: string[]; forms: string[]; times: number }[];
  returnDays: number | null;
  urgentReturnDays: number | null;
}

export interface Board {
  offers: OfferView[];
  units: UnitView[];
  gates: GateRules | null;
  /** What the caller is to decide of what units said: returns, helpers, disputes. */
  steps: StepView[] | null;
}

const WHOLE = 50_000;
const STEPS = ["plan_agreed", "approval", "closing"] as const;
export const DECIDED_HERE = new Set(["decide_return", "decide_helper", "decide_dispute"]);

interface GateDocument {
  phases: string[];
  forms: string[];
  times: number;
}

async function readGates(): Promise<GateRules> {
  const [gates, returns] = await Promise.all([
    consultationApi.getPoliciesByName({ path: { name: "consultation-gates" } }),
    consultationApi.getPoliciesByName({ path: { name: "assignment" } }),
  ]);
  const days = (name: string): number | null => {
    const value = returns.data.document[name];
    return typeof value === "number" ? value : null;
  };
  return {
    steps: STEPS.map((step) => ({ step, ...(gates.data.document[step] as GateDocument) })).filter((one) => one.phases.length > 0),
    returnDays: days("return_working_days"),
    urgentReturnDays: days("urgent_return_working_days"),
  };
}

export async function readBoard(): Promise<Board> {
  const [offers, units, gates, steps] = await Promise.all([
    all((query) => consultationApi.getCandidateUnits({ query }), WHOLE),
    all((query) => consultationApi.getUnits({ query }), WHOLE),
    orAway(readGates()),
    orAway(all((query) => consultationApi.getDesk({ query }), WHOLE)),
  ]);
  return { offers, units, gates, steps: steps?.filter((one) => DECIDED_HERE.has(one.what)) ?? null };
}

export interface Handling {
  matter: MatterView;
  assignments: AssignmentView[];
  /** Null: it could not be read, and the rest stands. */
  proposal: ProposalView | null;
  /** By assignment; what supervision has not set, or did not answer, is missing. */
  deadlines: Map<string, DeadlineView>;
}

const ENDED = new Set(["replied", "closed", "reassigned", "cancelled"]);

export async function readHandling(id: string): Promise<Handling> {
  const path = { proposal_id: id };
  const [matter, assignments, proposal] = await Promise.all([
    consultationApi.getMattersByProposalId({ path }).then(({ data }) => data),
    all((query) => consultationApi.getAssignments({ query: { ...query, proposal_id: id } })),
    orAway(submissionApi.getProposalsByProposalId({ path }).then(({ data }) => data)),
  ]);
  const running = assignments.filter((one) => !ENDED.has(one.state));
  const deadlines = await Promise.all(
    running.map((one) =>
      orAway(supervisionApi.getDeadlinesByAssignmentId({ path: { assignment_id: one.id } }).then(({ data }) => data)),
    ),
  );
  return {
    matter,
    assignments: assignments.sort((a, b) => a.issued_at.localeCompare(b.issued_at)),
    proposal,
    deadlines: new Map(deadlines.filter((one) => one !== null).map((one) => [one.assignment_id, one])),
  };
}

/** What is still to be settled; null: it can be issued. */
export type Lack = "main" | "helpers" | "split" | "uncovered";

export function lack(plan: Plan, suggestions: readonly number[] = []): Lack | null {
  if (plan.way === "split") {
    const units = Object.values(plan.split);
    if (units.length < 2) return "split";
    const covered = new Set(units.flatMap((own) => (own.length === 0 ? suggestions : own)));
    return suggestions.every((number) => covered.has(number)) ? null : "uncovered";
  }
  if (plan.main === "") return "main";
  return plan.way === "joint" && plan.helpers.length === 0 ? "helpers" : null;
}

/** The assignments that it becomes, the lead first: a helper is nobody's before there is one. */
export function issues(proposalId: string, plan: Plan): Issue[] {
  const common = { proposal_id: proposalId, urgent: plan.urgent };
  if (plan.way === "split")
    return Object.entries(plan.split).map(([unit_id, own]) => ({
      ...common, unit_id, role: "split" as const, suggestions: own.length > 0 ? [...own].sort((a, b) => a - b) : null,
    }));
  if (plan.way === "sole") return [{ ...common, unit_id: plan.main, role: "sole" }];
  return [
    { ...common, unit_id: plan.main, role: "lead" },
    ...plan.helpers.map((unit_id) => ({ ...common, unit_id, role: "helper" as const })),
  ];
}

export function withMain(plan: Plan, unit: string): Plan {
  return { ...plan, main: plan.main === unit ? "" : unit, helpers: plan.helpers.filter((one) => one !== unit) };
}

/** With a helper, a sole unit becomes the lead; without any it is alone again. */
export function withHelper(plan: Plan, unit: string): Plan {
  if (unit === plan.main) return plan;
  const helpers = plan.helpers.includes(unit) ? plan.helpers.filter((one) => one !== unit) : [...plan.helpers, unit];
  return { ...plan, helpers, way: helpers.length > 0 ? "joint" : "sole" };
}

export function withSplit(plan: Plan, unit: string, suggestion: number | null): Plan {
  const { [unit]: own, ...others } = plan.split;
  if (suggestion === null) return { ...plan, split: own === undefined ? { ...others, [unit]: [] } : others };
  const kept = own ?? [];
  const now = kept.includes(suggestion) ? kept.filter((one) => one !== suggestion) : [...kept, suggestion];
  return { ...plan, split: { ...others, [unit]: now } };
}

export interface Shown {
  words: string;
  topic: string;
  kind: string;
}

export function shownOffers(offers: readonly OfferView[], shown: Shown, settled: (id: string) => boolean): OfferView[] {
  const words = shown.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return offers.filter((one) => {
    if (shown.topic && one.topic_group !== shown.topic) return false;
    if (shown.kind === "returned" && one.returned.length === 0) return false;
    if (shown.kind === "fresh" && one.returned.length > 0) return false;
    if (shown.kind === "settled" && !settled(one.proposal_id)) return false;
    if (shown.kind === "unsettled" && settled(one.proposal_id)) return false;
    if (shown.kind === "nobody" && one.main.length > 0) return false;
    const whole = [one.title, String(one.case_number), ...one.main.map((unit) => unit.name)].join(" ").toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
