import { describe, expect, it } from "vitest";
import type { OfferView, StepView } from "@/api/generated/consultation/types.gen";
import { issues, lack, noPlan, shownOffers, withHelper, withMain, withSplit } from "@/consultation/assigning";
import { byUrgency } from "@/desk/urgency";
import { tasks, type DeskHome } from "@/submission/deskhome";

describe("a plan of who handles it", () => {
  it("lacks a unit until there is one, and becomes one assignment", () => {
    expect(lack(noPlan())).toBe("main");
    const sole = withMain({ ...noPlan(), urgent: true }, "U1");
    expect(lack(sole)).toBeNull();
    expect(issues("P", sole)).toEqual([{ proposal_id: "P", unit_id: "U1", role: "sole", urgent: true }]);
    expect(withMain(sole, "U1").main).toBe("");
  });

  it("is joint as soon as somebody helps, the lead issued first", () => {
    const joint = withHelper(withHelper(withMain(noPlan(), "U1"), "U2"), "U3");
    expect(joint.way).toBe("joint");
    expect(issues("P", joint).map((one) => [one.unit_id, one.role])).toEqual([["U1", "lead"], ["U2", "helper"], ["U3", "helper"]]);
    expect(withHelper(withHelper(joint, "U2"), "U3").way).toBe("sole");
    // Nobody helps themselves.
    expect(withHelper(joint, "U1")).toEqual(joint);
    expect(withMain(joint, "U2").helpers).toEqual(["U3"]);
    expect(lack({ ...noPlan(), way: "joint", main: "U1" })).toBe("helpers");
  });

  it("in parts leaves no suggestion to nobody", () => {
    let plan = withSplit({ ...noPlan(), way: "split" as const }, "U1", null);
    expect(lack(plan, [1, 2])).toBe("split");
    plan = withSplit(withSplit(withSplit(plan, "U2", null), "U1", 1), "U2", 1);
    expect(lack(plan, [1, 2])).toBe("uncovered");
    plan = withSplit(plan, "U2", 2);
    expect(lack(plan, [1, 2])).toBeNull();
    expect(issues("P", plan).map((one) => [one.unit_id, one.role, one.suggestions])).toEqual([["U1", "split", [1]], ["U2", "split", [1, 2]]]);
    // A unit without numbers answers all of them.
    expect(lack(withSplit(withSplit(plan, "U2", 1), "U2", 2), [1, 2])).toBeNull();
    expect(Object.keys(withSplit(plan, "U1", null).split)).toEqual(["U2"]);
  });
});

describe("what waits to be assigned", () => {
  const offer = (id: string, more: Partial<OfferView> = {}): OfferView => ({
    proposal_id: id, case_number: Number(id), title: `示例${id}`, topic_group: "民生", policy_version: 0, main: [], helpers: [], returned: [], ...more,
  });
  const unit = { unit_id: "U1", name: "示例局", points: 3, workload: 0, reasons: [] };
  const offers = [
    offer("1"), offer("2", { topic_group: "教育", main: [unit] }),
    offer("3", { returned: [{ unit_id: "U9", reason: "", suggested_unit: "U1", returned_at: "", name: "" }] }),
  ];
  const ids = (shown: object): string[] =>
    shownOffers(offers, { words: "", topic: "", kind: "", ...shown }, (id) => id === "1").map((one) => one.proposal_id);

  it("is narrowed, and none is lost otherwise", () => {
    expect(ids({})).toEqual(["1", "2", "3"]);
    expect(ids({ topic: "教育" })).toEqual(["2"]);
    expect(ids({ kind: "returned" })).toEqual(["3"]);
    expect(ids({ kind: "fresh" })).toEqual(["1", "2"]);
    expect(ids({ kind: "settled" })).toEqual(["1"]);
    expect(ids({ kind: "unsettled" })).toEqual(["2", "3"]);
    expect(ids({ kind: "nobody" })).toEqual(["1", "3"]);
    expect(ids({ words: "示例局" })).toEqual(["2"]);
  });
});

describe("the first page", () => {
  const step = (id: string, more: Partial<StepView>): StepView => ({
    who: "clerk", whom: null, what: "settle_dispute", id, assignment_id: null, proposal_id: null, case_number: null, title: null, due: null,
    overdue: false, urgent: false, ...more,
  });

  it("has what is overdue first, what is urgent next, and what has no date last", () => {
    const sorted = byUrgency([
      step("none", {}), step("later", { due: "2026-03-01" }), step("late", { due: "2026-01-01", overdue: true }),
      step("urgent", { due: "2026-04-01", urgent: true }), step("sooner", { due: "2026-02-01" }),
    ]);
    expect(sorted.map((one) => one.id)).toEqual(["late", "urgent", "sooner", "later", "none"]);
  });

  it("says what there is, and nothing of what there is none of", () => {
    const home: DeskHome = { waiting: null, reconsider: 2, papers: 0, forms: 0, toAssign: 5, extensions: null, steps: null, board: null, units: new Map() };
    expect(tasks(home).map((one) => [one.what, one.count])).toEqual([["reconsider", 2], ["assign", 5]]);
    expect(tasks({ ...home, reconsider: null, toAssign: null })).toEqual([]);
  });
});
