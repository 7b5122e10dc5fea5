import { describe, expect, it } from "vitest";
import type { ServicesEvaluationRankingApiDifferenceView as DifferenceView, RankedUnit } from "@/api/generated/evaluation/types.gen";
import { change, extent, places } from "@/evaluation/ranking/comparing";

const unit = (unit_id: string, rank: number, score: number): RankedUnit => ({ unit_id, rank, score, assessments: 1 });
const difference = (assessment_id: string, code: string | null, frozen: number | null, found: number | null): DifferenceView => ({ assessment_id, proposal_id: "P1", unit_id: "U1", code, frozen, found, says: "" });

describe("a ranking beside its recomputation", () => {
  const frozen = [unit("U1", 1, 90), unit("U2", 2, 80)];
  const again = { same: true, units: frozen, differences: [] };
  const differences = [difference("A2", "time", 5, 15.1), difference("A2", null, 80, 90.1), difference("A1", "lead", 1, 0)];
  const now = { same: false, units: [unit("U2", 1, 90.1), unit("U1", 2, 89), unit("U3", 3, 1)], differences };
  it("has each unit once, in the frozen order", () => {
    const found = places(frozen, { again, now });
    expect(found.map((one) => [one.unit, one.frozen?.rank ?? null, one.again?.rank ?? null, one.now?.rank ?? null])).toEqual([["U1", 1, 1, 2], ["U2", 2, 2, 1], ["U3", null, null, 3]]);
    expect(extent(found, differences, "now")).toEqual({ scores: 2, moved: 3 });
    expect(extent(found, [], "again")).toEqual({ scores: 0, moved: 0 });
  });
  it("says by how much a point differs, if it is a point that does", () => {
    expect(change(difference("A", "x", 5, 15.1))).toBe(10.1);
    expect(change(difference("A", null, null, null))).toBeNull();
  });
});
