/** What is looked for where, by whom, and what is said when somebody does not answer. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { consultationApi, submissionApi } from "@/api";
import type { MatterView } from "@/api/generated/consultation/types.gen";
import { find, forgetMatters, joined, matching, named, queryOf, type Found, type Names } from "@/desk/search/searching";

const matter = (id: string, title: string, case_number: number, ...proposers: string[]): MatterView => ({
  id, title, case_number, proposers, suggestions: [1], uncovered: [], withdrawn: false,
});
const MATTERS = [matter("p1", "关于增设助餐点的提案", 12, "M1"), matter("p2", "关于停车的提案", 2, "M2"), matter("p3", "关于道路的提案", 112, "M1")];
const NAMES: Names = {
  members: new Map([["M1", "示例委员一"], ["M2", "示例委员二"]]),
  units: [{ id: "U1", name: "示例民政局" }, { id: "U2", name: "示例交通局" }],
};

describe("what is typed", () => {
  it("is a case number where it is a number", () => {
    expect([queryOf(" 12 "), queryOf("第 12 号"), queryOf("12号"), queryOf("12 路公交")]).toEqual(["第12号", "第12号", "第12号", "12 路公交"]);
    expect(matching("12", MATTERS).map((one) => one.id)).toEqual(["p1"]);
  });
  it("is all words of a title", () => {
    expect(matching("关于 提案", MATTERS)).toHaveLength(3);
    expect(matching("关于 停车", MATTERS).map((one) => one.id)).toEqual(["p2"]);
  });
  it("is a name, but not where it is one letter or a number", () => {
    expect(named("民政", NAMES).units.map((one) => one.id)).toEqual(["U1"]);
    expect(named("委员", NAMES).members).toHaveLength(2);
    expect(named("示", NAMES)).toEqual({ members: [], units: [], more: false });
    expect(named("12", NAMES)).toEqual({ members: [], units: [], more: false });
  });
});

it("a proposal is shown once, by the first way in which it was found", () => {
  const one = (id: string, by: string | null): Found => ({ id, title: id, number: 1, open: true, year: null, by });
  expect(joined([[one("p1", null)], [one("p1", "示例局"), one("p2", "示例局")]]).map((found) => [found.id, found.by])).toEqual([["p1", null], ["p2", "示例局"]]);
});

describe("finding", () => {
  const search = vi.spyOn(submissionApi, "getSearch");
  const listed = vi.spyOn(consultationApi, "getMatters");
  const item = (id: string, more: object = {}) => ({
    id, kind: "proposal", county: "330102", title: id, title_ranges: [], session: "S", year: null, case_number: 1, state: "admitted", assisted: false, at: "", passages: [], ...more,
  });
  const answered = (...items: object[]) => ({ data: { items, next: null, counts: null }, response: new Response() }) as unknown as Awaited<ReturnType<typeof submissionApi.getSearch>>;
  beforeEach(() => {
    forgetMatters();
    search.mockReset().mockResolvedValue(answered(item("p1")));
    listed.mockReset().mockResolvedValue({ data: { items: MATTERS, next: null }, response: new Response() } as unknown as Awaited<ReturnType<typeof consultationApi.getMatters>>);
  });
  afterEach(() => { vi.clearAllMocks(); });

  it("asks submission by words and by unit, and consultation by member", async () => {
    const found = await find("民政", NAMES, ["clerk"], "330102");
    expect(search.mock.calls.map(([asked]) => asked?.query)).toEqual([{ q: "民政", limit: 12 }, { unit: "U1", limit: 12 }]);
    expect(listed).not.toHaveBeenCalled();
    expect(found).toMatchObject({ more: false, partial: false, failed: false });
    const byName = await find("委员一", NAMES, ["clerk"], "330102");
    expect(byName.found.map((one) => [one.id, one.by])).toEqual([["p1", null], ["p3", "示例委员一"]]);
  });
  it("asks a unit's and a leader's own list, which is read once", async () => {
    expect((await find("停车", NAMES, ["unit"], "330102")).found.map((one) => one.id)).toEqual(["p2"]);
    await find("道路", NAMES, ["supervisor"], "330102");
    expect([search.mock.calls.length, listed.mock.calls.length]).toEqual([0, 1]);
  });
  it("leads nowhere from what is of an earlier year or another county", async () => {
    search.mockResolvedValue(answered(item("p1"), item("A-1", { kind: "archive" }), item("p9", { county: "330103" })));
    expect((await find("停车", NAMES, ["clerk"], "330102")).found.map((one) => [one.id, one.open])).toEqual([["p1", true], ["A-1", false], ["p9", false]]);
  });
  it("says that something is missing, and when nobody answered", async () => {
    listed.mockRejectedValue({ status: 503, title: "away" });
    expect(await find("委员一", NAMES, ["clerk"], "330102")).toMatchObject({ partial: true, failed: false });
    search.mockRejectedValue({ status: 503, title: "away" });
    expect(await find("停车", NAMES, ["clerk"], "330102")).toMatchObject({ partial: true, failed: true, found: [] });
  });
  it("takes what has no word in it for nothing found", async () => {
    search.mockRejectedValue({ status: 409, title: "refused", rule: "query-says-nothing" });
    expect(await find("？！", NAMES, ["clerk"], "330102")).toEqual({ found: [], more: false, partial: false, failed: false });
  });
});
