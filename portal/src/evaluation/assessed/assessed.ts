/** A unit's own assessments: what it says of itself before the panel, and what it appeals against afterwards. */
import { all, consultationApi, evaluationApi } from "@/api/staff";
import type { AssessmentView, Indicator, SchemeView } from "@/api/generated/evaluation/types.gen";
import type { Kept } from "@/shared/kept";
import { keptFor } from "@/shared/kept";
import { failureOf, orAway, type Failure } from "@/shared/loading";
import { owner, type Sheet } from "../scoring/sheets";

const WHOLE = 20_000;

export interface Assessed {
  assessments: AssessmentView[];
  schemes: Map<string, string>;
  titles: Map<string, string>;
}

export async function readAssessed(): Promise<Assessed> {
  const [assessments, matters] = await Promise.all([
    all((query) => evaluationApi.getAssessments({ query }), WHOLE),
    // Without them the proposals stand by their numbers of the platform.
    orAway(all((query) => consultationApi.getMatters({ query }), WHOLE)),
  ]);
  const ids = [...new Set(assessments.map((one) => one.scheme_id))];
  const schemes = await Promise.all(ids.map((scheme_id) => orAway(evaluationApi.getSchemesBySchemeId({ path: { scheme_id } }))));
  return {
    assessments,
    schemes: new Map(schemes.flatMap((one) => (one === null ? [] : [[one.data.id, one.data.title]]))),
    titles: new Map((matters ?? []).flatMap((one) => (one.title == null ? [] : [[one.id, one.title]]))),
  };
}

export type Stage = "say" | "panel" | "scored" | "appealed";
type Known = Pick<AssessmentView, "state" | "scores" | "self_assessment" | "appeals">;

/** What becomes of it next; a unit is not told whether the panel has begun, until it is refused for it. */
export function stageOf(one: Known): Stage {
  if (one.state === "open") return one.self_assessment == null ? "say" : "panel";
  return one.appeals?.some((each) => each.upheld == null) === true ? "appealed" : "scored";
}

const ORDER: readonly Stage[] = ["say", "appealed", "panel", "scored"];
export const byStage = <T extends Known>(all: readonly T[]): T[] =>
  [...all].sort((one, other) => ORDER.indexOf(stageOf(one)) - ORDER.indexOf(stageOf(other)));

/** What is judged, and so can be said of oneself: the rest is computed from facts. */
export const judged = (scheme: Pick<SchemeView, "categories">): Indicator[] =>
  scheme.categories.flatMap((one) => one.indicators).filter((one) => one.formula == null && one.expression == null);

export const keptOwn = (): Kept<Sheet> => keptFor<Sheet>(owner(), "own word");
export const keptProofs = (): Kept<Record<string, string>> => keptFor<Record<string, string>>(owner(), "own proofs");

/** Points that a proof is asked for, and have none. */
export const unproven = (indicators: readonly Indicator[], points: Record<string, string>, proofs: Record<string, string>): Indicator[] =>
  indicators.filter((one) => one.evidence === true && Number(points[one.code] ?? 0) > 0 && (proofs[one.code] ?? "").trim() === "");

/** Resolves with what stood against it. */
export async function say(assessment_id: string, sheet: Sheet, proofs: Record<string, string>): Promise<Failure | null> {
  const evidence = Object.fromEntries(Object.entries(proofs).flatMap(([code, text]) => (text.trim() === "" ? [] : [[code, text.trim()]])));
  try {
    await evaluationApi.postAssessmentsByAssessmentIdSelfAssessment({
      path: { assessment_id },
      headers: { "Idempotency-Key": sheet.key },
      body: { points: Object.fromEntries(Object.entries(sheet.points).map(([code, given]) => [code, Number(given)])), statement: sheet.comment.trim() || null, evidence },
    });
  } catch (error) {
    return failureOf(error);
  }
  keptOwn().remove(assessment_id);
  keptProofs().remove(assessment_id);
  return null;
}
