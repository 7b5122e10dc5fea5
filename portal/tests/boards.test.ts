import { beforeEach, describe, expect, it } from "vitest";
import type { TableView } from "@/api/generated/evaluation/types.gen";
import { behind, besides, groupName, picked, queryOf, scopeOf, shown, sums, why, within, type LineView } from "@/evaluation/boards/boards";
import { entries } from "@/evaluation/boards/record";
import { speak } from "@/words";

const line = (more: Partial<LineView> = {}): LineView => ({
  number: 3, headline: "重答复轻落实", part: null, name: "承诺按期兑现率", sum_of: "按期兑现的承诺", divided_by: "作出的承诺", share: true, figures: [], ...more,
});

beforeEach(() => speak("zh-CN"));

describe("what an address asks for", () => {
  it("is taken as the services would take it, and back again", () => {
    const query = { session_id: "S1", year: "2026", month: "2026-03", unit_id: "U1", category: "教育", without: "session", by: "unit", page: "2" };
    const scope = scopeOf(query);
    expect(scope).toEqual({ session_id: "S1", year: 2026, month: "2026-03", unit_id: "U1", category: "教育", without: "session" });
    expect(scopeOf(queryOf(scope))).toEqual(scope);
  });

  it("leaves out what no service would take", () => {
    expect(scopeOf({ year: "26", month: "2026-13", without: "unit", unit_id: "", category: ["a", "b"], session_id: null })).toEqual({});
    expect(scopeOf({ year: "1948" })).toEqual({ year: 1948 });
    expect(scopeOf({ year: "0001" })).toEqual({});
  });
});

describe("groups", () => {
  const scope = { session_id: "S1", year: 2026, month: "2026-03", unit_id: "U1", category: "教育" };

  it("are not narrowed by what picks one of them", () => {
    expect(besides(scope, "year")).toEqual({ session_id: "S1", unit_id: "U1", category: "教育" });
    expect(besides(scope, "unit")).toEqual({ session_id: "S1", year: 2026, month: "2026-03", category: "教育" });
    expect(besides({ without: "session" }, "session")).toEqual({});
    expect(besides({ without: "session" }, "category")).toEqual({ without: "session" });
  });

  it("are each a part of the work, also what has no group", () => {
    expect(within({ unit_id: "U1" }, "year", "2025")).toEqual({ unit_id: "U1", year: 2025 });
    expect(within({}, "month", "2025-04")).toEqual({ month: "2025-04" });
    expect(within({ category: "教育" }, "category", null)).toEqual({ without: "category" });
    expect(within({}, "unit", null)).toEqual({});
  });

  it("lead to the rows behind a figure", () => {
    expect(behind("five-gains", line({ part: "broken" }), { year: 2026 }, { county: "330105" })).toEqual({
      path: "/boards/five-gains/3", query: { part: "broken", year: "2026", county: "330105" },
    });
    expect(behind("six-problems", line(), {})).toEqual({ path: "/boards/six-problems/3", query: {} });
  });
});

describe("a figure", () => {
  it("is a percentage or a mean, and nothing is not zero", () => {
    expect(shown(0.0825, true)).toBe("8.3%");
    expect(shown(1, true)).toBe("100%");
    expect(shown(29.1818, false)).toBe("29.2");
    expect(shown(null, true)).toBe("—");
    expect(shown(0, true)).toBe("0%");
    expect(sums({ numerator: 20.5, denominator: 1143, value: 0.02, why: null })).toBe("20.5 ÷ 1,143");
  });

  it("says what is lacking, in both languages", async () => {
    const none = { numerator: 0, denominator: 0, value: null, why: "没有作出的承诺，无从计算" };
    expect(why(line(), none)).toBe("没有作出的承诺，无从计算");
    await speak("en");
    expect(why(line(), none)).toBe("There are no commitments made: nothing to compute");
    expect(why(line(), { ...none, why: "该县的政策没有这一项" })).toBe("This county's policy has no such figure.");
    expect(groupName("month", { key: "2026-03", label: "2026年3月" })).toBe("Mar 2026");
    expect(groupName("category", { key: null, label: "未立案，尚无类别" })).toBe("not admitted, so without a category");
    await speak("zh-CN");
    expect(groupName("category", { key: null, label: "未立案，尚无类别" })).toBe("未立案，尚无类别");
  });

  it("stands with the headlines, or with the parts of its own", () => {
    const table = { lines: [line(), line({ part: "broken" }), line({ number: 4 })] } as TableView;
    expect(picked(table, null).map((one) => one.number)).toEqual([3, 4]);
    expect(picked(table, 3).map((one) => one.part)).toEqual([null, "broken"]);
  });
});

describe("a record", () => {
  it("is said in words, what is not known left out and ids last", () => {
    const said = entries({
      proposal_id: "P1", unit_id: "U1", role: "lead", due: "2026-03-01", lifted: null, suggestions: [], held: true, answers: { 1: "adopted" }, title: "filed", promised: 0,
    });
    expect(said).toEqual([
      ["办理角色", "主办"], ["期限", "2026年3月1日"], ["经确认", "是"], ["逐条答复", "1：已采纳"], ["案由", "filed"], ["承诺数", "0"], ["提案编号", "P1"],
    ]);
  });
});
