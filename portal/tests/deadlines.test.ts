import { describe, expect, it } from "vitest";
import type { MatterView } from "@/api/generated/consultation/types.gen";
import type { DeadlineView, DecisionView } from "@/api/generated/supervision/types.gen";
import { tasks, type DeskHome } from "@/submission/deskhome";
import { acts, dayAfter, fits, listed, refusedLast, toneOf } from "@/supervision/deadlines/deadlines";

const TODAY = "2026-03-10";
const date = (assignment_id: string, more: Partial<DeadlineView> = {}): DeadlineView => ({
  id: `D-${assignment_id}`, version: 1, assignment_id, proposal_id: `p-${assignment_id}`, unit_id: "U1", cycle: 1, state: "running", started_on: "2026-01-01", due: "2026-06-01",
  due_version: 1, why: [], trace: [], asked: null, paused_on: null, pause: null, tiers: [], met_on_time: 0, met_late: 0, ...more,
});
const asked = { due: "2026-07-01", reason: "需上级批复" };

describe("the list of dates", () => {
  const dates = {
    deadlines: [
      date("a", { due: "2026-03-20", asked }), date("b", { due: "2026-03-12", asked }), date("c", { due: "2026-03-09" }), date("d", { state: "missed", due: "2026-02-01" }),
      date("e", { state: "paused", pause: "等待规划" }), date("f", { state: "met" }),
    ],
    matters: new Map([["p-a", { title: "增设助餐点", case_number: 7 } as MatterView]]),
  };
  const ids = (list: Parameters<typeof listed>[1], words = ""): string[] => listed(dates, list, words, (id) => `示例局${id}`, TODAY).map((one) => one.assignment_id);

  it("begins with what falls due first, and counts as late what nobody noticed yet", () => {
    expect(ids("asked")).toEqual(["b", "a"]);
    expect(ids("late")).toEqual(["d", "c"]);
    expect(ids("near")).toEqual(["b"]);
    expect(ids("running")).toEqual(["b", "a"]);
    expect(ids("paused")).toEqual(["e"]);
    expect(ids("over")).toEqual(["f"]);
  });

  it("finds by title, number, unit and reason, also where titles are away", () => {
    expect(ids("asked", "助餐")).toEqual(["a"]);
    expect(ids("asked", "批复 U1")).toEqual(["b", "a"]);
    expect(ids("paused", "规划")).toEqual(["e"]);
    expect(listed({ ...dates, matters: null }, "asked", "助餐", String, TODAY)).toEqual([]);
  });

  it("says by its colour what is late, near, or standing still", () => {
    expect(dates.deadlines.map((one) => toneOf(one, TODAY))).toEqual(["running", "near", "overdue", "overdue", "none", "none"]);
    expect(fits(date("g", { due: "2026-03-17" }), "near", TODAY)).toBe(true);
    expect(fits(date("g", { due: "2026-03-18" }), "near", TODAY)).toBe(false);
  });
});

describe("what may be done about a date", () => {
  it("is asked by its own unit alone, and decided by the office alone", () => {
    expect(acts(date("a"), ["unit"], ["U1"], TODAY)).toEqual(["request"]);
    expect(acts(date("a"), ["unit"], ["U2"], TODAY)).toEqual([]);
    expect(acts(date("a"), ["unit_leader"], ["U1"], TODAY)).toEqual([]);
    expect(acts(date("a", { asked }), ["assigning_office"], [], TODAY)).toEqual(["extend", "refuse", "pause"]);
    expect(acts(date("a"), ["clerk", "supervisor"], [], TODAY)).toEqual([]);
  });

  it("follows its state", () => {
    const office = ["assigning_office"];
    expect(acts(date("a", { state: "paused", asked }), office, [], TODAY)).toEqual(["refuse", "resume"]);
    expect(acts(date("a", { state: "missed" }), office, [], TODAY)).toEqual(["extend"]);
    expect(acts(date("a", { due: "2026-03-09" }), office, [], TODAY)).toEqual(["extend"]);
    expect(acts(date("a", { state: "met" }), office, ["U1"], TODAY)).toEqual([]);
  });
});

describe("a refusal", () => {
  const step = (what: DecisionView["what"]): DecisionView => ({ what, at: "2026-03-01T00:00:00Z", by: null, due: "2026-07-01", reason: "x" });
  it("is news until the unit asks again", () => {
    expect(refusedLast([step("requested"), step("refused"), step("paused")])?.what).toBe("refused");
    expect(refusedLast([step("requested"), step("refused"), step("requested")])).toBeNull();
    expect(refusedLast([])).toBeNull();
  });
  it("is of a date; the next one begins a day later", () => {
    expect(dayAfter("2026-02-28")).toBe("2026-03-01");
  });
});

describe("the desk of whoever decides", () => {
  it("says how many requests wait, and leads to them", () => {
    const home: DeskHome = { waiting: null, reconsider: null, papers: null, forms: null, toAssign: 0, extensions: 3, steps: null, board: null, units: new Map() };
    expect(tasks(home)).toEqual([{ what: "extensions", count: 3, to: "/deadlines", tone: "due" }]);
  });
});
