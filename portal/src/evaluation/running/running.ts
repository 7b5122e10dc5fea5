/** The year's assessment as the clerk runs it: scheme, panel, lots and readings, scores, appeals, what comes of them. */
import { all, evaluationApi, submissionApi } from "@/api/staff";
import type {
  AllotmentSummary, Appeal, AssessmentView, AwardView, Drawn, ExcellentCandidate, PanelView, RankingView, SampleView, SchemeView, SelectionView,
} from "@/api/generated/evaluation/types.gen";
import { person } from "@/session/session";
import { orAway, orNone } from "@/shared/loading";

const WHOLE = 20_000;

/** What the chair may not do either: opening, computing, handing over, the examples. */
export const isClerk = (): boolean => person.value?.roles.includes("clerk") === true;

/** An award is taken back by those who answer for it. */
export const revokes = (): boolean => ["chair", "county_admin"].some((one) => person.value?.roles.includes(one));

export const readSchemes = (): Promise<SchemeView[]> => all((query) => evaluationApi.getSchemes({ query }), WHOLE);


export interface Running {
  scheme: SchemeView;
  panel: PanelView | null;
  /** Of the panel that was read: it is changed as a whole. */
  panelEtag: string | null;
  sessions: string[];
  samples: SampleView[];
  allotments: AllotmentSummary[];
  assessments: AssessmentView[];
  rankings: RankingView[];
  selections: SelectionView[];
  awards: AwardView[];
  titles: Map<string, string>;
}

export async function readRunning(scheme_id: string): Promise<Running> {
  const path = { scheme_id };
  const [{ data: scheme }, appointedNow, sessions, samples, allotments, assessments, rankings, selections, awards, proposals] = await Promise.all([
    evaluationApi.getSchemesBySchemeId({ path }),
    orNone(evaluationApi.getSchemesBySchemeIdPanel({ path })),
    orAway(all((query) => submissionApi.getSessions({ query }))),
    all((query) => evaluationApi.getSamples({ query }), WHOLE),
    all((query) => evaluationApi.getAllotments({ query }), WHOLE),
    all((query) => evaluationApi.getAssessments({ query: { ...query, scheme_id } }), WHOLE),
    all((query) => evaluationApi.getRankings({ query }), WHOLE),
    all((query) => evaluationApi.getExcellentSelections({ query }), WHOLE),
    all((query) => evaluationApi.getAwards({ query }), WHOLE),
    orAway(all((query) => submissionApi.getProposals({ query: { ...query, state: "admitted" } }), WHOLE)),
  ]);
  const own = <T extends { scheme_id: string }>(found: T[]): T[] => found.filter((one) => one.scheme_id === scheme_id);
  return {
    scheme, panel: appointedNow?.data ?? null, panelEtag: appointedNow?.response.headers.get("ETag") ?? null, assessments, awards, sessions: (sessions ?? []).map((one) => one.id), samples: own(samples), allotments: own(allotments), rankings: own(rankings),
    selections: own(selections), titles: new Map((proposals ?? []).map((one) => [one.id, one.text.title])),
  };
}

/** Who of the panel is whose, as it is sent: without empty lists, which the service takes for a unit. */
export interface Appointed {
  assessor: string;
  unit: string;
  /** Further units whose people they are, as the API takes several. */
  others: readonly string[];
}
export const appointed = (panel: PanelView | null, group: string): Appointed[] =>
  (panel?.groups[group] ?? []).map((assessor) => ({ assessor, unit: panel?.units?.[assessor]?.[0] ?? "", others: panel?.units?.[assessor]?.slice(1) ?? [] }));

export const unitsOf = (one: Appointed): string[] => [...new Set([one.unit, ...one.others])].filter(Boolean);

export function panelBody(groups: Record<string, readonly Appointed[]>): { groups: Record<string, string[]>; units: Record<string, string[]> } {
  const units: Record<string, string[]> = {};
  for (const list of Object.values(groups)) for (const one of list) if (unitsOf(one).length) units[one.assessor] = unitsOf(one);
  return { groups: Object.fromEntries(Object.entries(groups).map(([code, list]) => [code, list.map((one) => one.assessor)])), units };
}

/** Of what was drawn, what nobody assesses yet. */
export const unopened = (sample: Pick<SampleView, "drawn">, assessments: readonly Pick<AssessmentView, "proposal_id" | "unit_id">[]): Drawn[] =>
  sample.drawn.filter((one) => !assessments.some((open) => open.proposal_id === one.proposal_id && open.unit_id === one.unit_id));

export const openAppeal = (assessment: Pick<AssessmentView, "appeals">): Appeal | null => assessment.appeals?.find((one) => one.upheld == null) ?? null;

export const indicatorName = (scheme: SchemeView, code: string): string =>
  scheme.categories.flatMap((one) => one.indicators).find((one) => one.code === code)?.name ?? code;

/** What may be computed at once: enough of each group have scored. Facts alone need nobody. */
export function ready(assessment: Pick<AssessmentView, "state" | "scores">, scheme: SchemeView): boolean {
  if (assessment.state !== "open") return false;
  const judged = scheme.categories.some((one) => one.indicators.some((indicator) => indicator.formula == null && indicator.expression == null));
  if (!judged) return true;
  const groups = scheme.rules.groups ?? [];
  if (groups.length === 0) return assessment.scores.length > 0;
  return groups.every((group) => assessment.scores.filter((one) => one.group === group.code).length >= (group.at_least ?? 1));
}

/** Which of the chosen, and of those left out, need a reason: what departs from the order, and who is taken among equals. */
export function toExplain(candidates: readonly ExcellentCandidate[], chosen: ReadonlySet<string>): ExcellentCandidate[] {
  return candidates.filter((one) => (chosen.has(one.proposal_id) ? one.standing !== "in" : one.standing === "in"));
}
