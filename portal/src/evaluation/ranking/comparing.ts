/** A frozen ranking computed once more: from what its scores recorded, and from what is recorded by now. */
import type { ComparisonView, ServicesEvaluationRankingApiDifferenceView as DifferenceView, RankedUnit } from "@/api/generated/evaluation/types.gen";

export interface Place {
  unit: string;
  frozen: RankedUnit | null;
  again: RankedUnit | null;
  now: RankedUnit | null;
}

/** Each unit with its places side by side, in the frozen order; what only one of them has comes last. */
export function places(frozen: readonly RankedUnit[], comparison: Pick<ComparisonView, "again" | "now">): Place[] {
  const of = (list: readonly RankedUnit[]) => new Map(list.map((one) => [one.unit_id, one]));
  const [before, again, now] = [of(frozen), of(comparison.again.units), of(comparison.now.units)];
  return [...new Set([...before.keys(), ...again.keys(), ...now.keys()])].map((unit) => ({
    unit, frozen: before.get(unit) ?? null, again: again.get(unit) ?? null, now: now.get(unit) ?? null,
  }));
}

/** By how much a point or a total is another one; null where only the record as such differs. */
export const change = (one: Pick<DifferenceView, "frozen" | "found">): number | null =>
  one.frozen === null || one.found === null ? null : Math.round((one.found - one.frozen) * 100) / 100;

/** How many assessments, and how many units' places, are others by now. */
export function extent(found: readonly Place[], differences: readonly DifferenceView[], of: "again" | "now"): { scores: number; moved: number } {
  return {
    scores: new Set(differences.map((one) => one.assessment_id)).size,
    moved: found.filter((one) => one.frozen?.rank !== one[of]?.rank).length,
  };
}
