import { describe, expect, it } from "vitest";
import type { AssessmentView, ExcellentCandidate, PanelView, SchemeView } from "@/api/generated/evaluation/types.gen";
import { appointed, openAppeal, panelBody, ready, toExplain } from "@/evaluation/running/running";

const scheme = (judged: boolean, groups: SchemeView["rules"]["groups"] = []): SchemeView => ({
  id: "s", version: 1, subject: "proposal_quality", title: "示例", example: false, state: "published", maximum: 100, rules: { groups }, edition: 1, revises: null, revised_by: null,
  categories: [{ name: "示例", indicators: [{ code: "a", name: "示例", maximum: 100, ...(judged ? {} : { formula: "on_time" }) }] }],
});
const score = (assessor: string, group: string | null) => ({ assessor, group, points: { a: 1 }, comment: null });
const assessment = (more: Partial<AssessmentView>): AssessmentView => ({
  id: "x", version: 1, scheme_id: "s", subject: "proposal_quality", proposal_id: "p", unit_id: null, state: "open", scores: [], result: null, self_assessment: null, ...more,
});

describe("running an assessment", () => {
  it("sends the panel as it stands, without whose people nobody is", () => {
    const panel: PanelView = { id: "x", version: 1, scheme_id: "s", groups: { g: ["J01", "M001"] }, state: "appointed", units: { J01: ["U001", "U002"] } };
    const list = appointed(panel, "g");
    expect(list).toEqual([{ assessor: "J01", unit: "U001", others: ["U002"] }, { assessor: "M001", unit: "", others: [] }]);
    expect(panelBody({ g: list, h: [] })).toEqual({ groups: { g: ["J01", "M001"], h: [] }, units: { J01: ["U001", "U002"] } });
    expect(appointed(null, "g")).toEqual([]);
  });

  it("computes what enough of each group have scored, and facts at any time", () => {
    const groups = [{ code: "g", name: "甲", weight: 50, at_least: 2 }, { code: "h", name: "乙", weight: 50 }];
    const some = [score("1", "g"), score("2", "h")];
    expect(ready(assessment({ scores: some }), scheme(true, groups))).toBe(false);
    expect(ready(assessment({ scores: [...some, score("3", "g")] }), scheme(true, groups))).toBe(true);
    expect(ready(assessment({}), scheme(true))).toBe(false);
    expect(ready(assessment({}), scheme(false))).toBe(true);
    expect(ready(assessment({ state: "computed" }), scheme(false))).toBe(false);
  });

  it("asks for a reason where the order is departed from, or equals are told apart", () => {
    const candidate = (proposal_id: string, standing: ExcellentCandidate["standing"]): ExcellentCandidate => ({ rank: 1, proposal_id, assessment_id: "x", version: 1, total: 1, collective: false, standing });
    const candidates = [candidate("a", "in"), candidate("b", "in"), candidate("c", "tied"), candidate("d", "tied"), candidate("e", "out")];
    expect(toExplain(candidates, new Set(["a", "b"]))).toEqual([]);
    expect(toExplain(candidates, new Set(["a", "c", "e"])).map((one) => one.proposal_id)).toEqual(["b", "c", "e"]);
  });

  it("finds the appeal that waits", () => {
    const one = { indicators: ["a"], statement: "示例", evidence: null };
    expect(openAppeal({ appeals: [{ ...one, upheld: false }, one] })).toBe(one);
    expect(openAppeal({ appeals: [{ ...one, upheld: true }] })).toBeNull();
    expect(openAppeal({})).toBeNull();
  });
});
