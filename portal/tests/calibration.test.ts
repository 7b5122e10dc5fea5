import { describe, expect, it } from "vitest";
import type { OwnView, ProposalView } from "@/api/generated/submission/types.gen";
import { found, judgements, left, shuffled, share } from "@/submission/calibration/calibration";

const text = { title: "示例", situation: "", analysis: "", suggestions: [] };
const own = (...outcomes: ("admit" | "decline" | null)[]): OwnView => ({ cases: outcomes.map((outcome, at) => ({ number: at + 1, text, outcome })), agreement: null });

describe("what is judged", () => {
  it("is sent where it is said whole, and once", () => {
    const said = { 1: { outcome: "admit", ground: "" }, 2: { outcome: "decline", ground: "" }, 3: { outcome: "decline", ground: "duplicate" }, 4: { outcome: "admit", ground: "" } } as const;
    expect(judgements(own(null, null, null, "decline"), said)).toEqual([{ number: 1, outcome: "admit", reason_code: null }, { number: 3, outcome: "decline", reason_code: "duplicate" }]);
  });
  it("forgets a ground where it would be admitted after all", () => {
    expect(judgements(own(null), { 1: { outcome: "admit", ground: "duplicate" } })).toEqual([{ number: 1, outcome: "admit", reason_code: null }]);
    expect(judgements(own(null), {})).toEqual([]);
  });
  it("is counted until nothing is left", () => {
    expect(left(own(null, "admit", null))).toBe(2);
    expect(share({ judged: 4, agreed: 3 })).toBe(0.75);
    expect(share({ judged: 0, agreed: 0 })).toBeNull();
  });
});

describe("the cases", () => {
  const decided = ["增设助餐点", "改造路口", "建设公园"].map((title, at) => ({ id: `p${String(at)}`, case_number: at + 1, text: { title } }) as ProposalView);
  it("are found by title and number, and stay in sight once chosen", () => {
    expect(found(decided, "路口", []).map((one) => one.id)).toEqual(["p1"]);
    expect(found(decided, "路口", ["p2"]).map((one) => one.id)).toEqual(["p1", "p2"]);
    expect(found(decided, "3 公园", []).map((one) => one.id)).toEqual(["p2"]);
  });
  it("are mixed, each of them once", () => {
    const ids = ["a", "b", "c", "d"];
    expect(shuffled(ids, () => 0)).toEqual(["b", "c", "d", "a"]);
    expect([...shuffled(ids)].sort()).toEqual(ids);
    expect(ids).toEqual(["a", "b", "c", "d"]);
  });
});
