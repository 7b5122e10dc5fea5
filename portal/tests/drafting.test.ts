import { describe, expect, it } from "vitest";
import type { SchemeView } from "@/api/generated/evaluation/types.gen";
import { blankDraft, bodyOf, draftFrom, indicatorsOf, limitsOf, maximumOf, newCode, newGroup, newIndicator, newLevel, newTie, weightOf } from "@/evaluation/drafting/drafting";
import { inWords } from "@/evaluation/drafting/language";
import { blanks, byPlace, mistakesOf, placeOf } from "@/evaluation/drafting/mistakes";
import { swap } from "@/evaluation/drafting/moving";
import { said, whereSaid } from "@/evaluation/drafting/saying";
import { flat } from "@/evaluation/drafting/trying";
import { t } from "@/evaluation/drafting/words";

const published: SchemeView = {
  id: "S1", version: 1, subject: "handling_quality", title: "示例方案", example: false, state: "published", maximum: 30, edition: 2, revises: null, revised_by: null,
  categories: [
    { name: "组织", indicators: [{ code: "lead", name: "领导", maximum: 10, evidence: true, levels: [{ at_least: 6, name: "好", says: "有方案" }, { at_least: 0, name: "差", says: "没有" }] }] },
    { name: "时限", indicators: [{ code: "time", name: "按时", maximum: 20, formula: "on_time" }, { code: "more", name: "加分", maximum: 5, kind: "bonus", expression: "limit(phases_held, 0, 5)" }] },
  ],
  rules: { groups: [{ code: "m", name: "委员", weight: 100, at_least: 2 }], bonus_cap: 3, ties: ["time", "lead"], per_unit: 2 },
};

describe("a draft", () => {
  it("of a published scheme says the same again, to the last field", () => {
    const draft = draftFrom(published, { next: true });
    expect(bodyOf(draft)).toEqual({
      subject: "handling_quality", title: "示例方案", revises: "S1",
      categories: [
        { name: "组织", indicators: [{ code: "lead", name: "领导", maximum: 10, kind: "score", evidence: true, levels: [{ at_least: 6, name: "好", says: "有方案" }, { at_least: 0, name: "差", says: "没有" }] }] },
        { name: "时限", indicators: [{ code: "time", name: "按时", maximum: 20, kind: "score", formula: "on_time" }, { code: "more", name: "加分", maximum: 5, kind: "bonus", expression: "limit(phases_held, 0, 5)" }] },
      ],
      rules: { groups: [{ code: "m", name: "委员", weight: 100, at_least: 2 }], bonus_cap: 3, ties: ["time", "lead"], per_unit: 2 },
    });
    expect(blanks(draft)).toEqual([]);
    expect(draft.revises).toEqual({ id: "S1", title: "示例方案", edition: 2 });
    expect(bodyOf(draftFrom(published, { next: false })).revises).toBeNull();
  });
  it("sends what its way of scoring has use for, and keeps the rest", () => {
    const draft = draftFrom(published, { next: false });
    const [lead] = indicatorsOf(draft);
    if (!lead) throw new Error("none");
    Object.assign(lead, { way: "expression", expression: " cycles " });
    expect(bodyOf(draft).categories[0]?.indicators[0]).toEqual({ code: "lead", name: "领导", maximum: 10, kind: "score", expression: "cycles" });
    lead.way = "judged";
    expect(bodyOf(draft).categories[0]?.indicators[0]?.levels).toHaveLength(2);
    draft.subject = "proposal_quality";
    expect(bodyOf(draft).rules).not.toHaveProperty("per_unit");
    expect(limitsOf("proposal_quality")).toContain("readers");
  });
  it("ties by an indicator, whatever its code becomes", () => {
    const draft = draftFrom(published, { next: false });
    const time = indicatorsOf(draft).find((one) => one.code === "time");
    if (time) time.code = "in_time";
    expect(bodyOf(draft).rules?.ties).toEqual(["in_time", "lead"]);
  });
  it("gives codes that are free, and counts maxima and weights without blanks", () => {
    expect(newCode(["zb1", "zb3"], "zb")).toBe("zb4");
    expect(newCode(["zb2"], "zb")).toBe("zb3");
    const draft = blankDraft("proposal_quality");
    draft.categories[0]?.indicators.push({ ...newIndicator(draft), maximum: 0.1 }, { ...newIndicator(draft), maximum: 0.2 }, { ...newIndicator(draft), kind: "bonus", maximum: 9 });
    expect(maximumOf(draft)).toBe(0.3);
    draft.groups.push({ ...newGroup(draft), weight: 60 }, newGroup(draft));
    expect(weightOf(draft)).toBe(60);
  });
});

describe("what is wrong", () => {
  it("is told where nothing is filled in, before it is sent", () => {
    const draft = blankDraft("handling_quality");
    const [category] = draft.categories;
    const [one] = category?.indicators ?? [];
    if (!category || !one) throw new Error("none");
    const own = `categories/${category.key}/indicators/${one.key}`;
    expect(blanks(draft).map((each) => each.at)).toEqual(["title", `categories/${category.key}/name`, `${own}/name`, `${own}/maximum`]);
    Object.assign(one, { way: "formula", maximum: 0 });
    one.levels.push(newLevel());
    draft.ties.push(newTie("gone"));
    expect(blanks(draft).map((each) => each.at)).toEqual(["title", `categories/${category.key}/name`, `${own}/name`, `${own}/formula`, `rules/ties/${draft.ties[0]?.key ?? ""}`]);
  });
  it("stays with what it is about, however that is moved", () => {
    const draft = draftFrom(published, { next: false });
    const [first, second] = draft.categories;
    const [time, more] = second?.indicators ?? [];
    const at = placeOf("/body/categories/1/indicators/1/expression", draft);
    expect(at).toBe(`categories/${second?.key ?? ""}/indicators/${more?.key ?? ""}/expression`);
    expect(placeOf("/body/categories/0/indicators/0/levels/1/at_least", draft)).toBe(`categories/${first?.key ?? ""}/indicators/${first?.indicators[0]?.key ?? ""}/levels/${first?.indicators[0]?.levels[1]?.key ?? ""}/at_least`);
    expect(placeOf("/body/rules/groups/0/weight", draft)).toBe(`rules/groups/${draft.groups[0]?.key ?? ""}/weight`);
    expect(placeOf("/body/rules/ties/1", draft)).toBe(`rules/ties/${draft.ties[1]?.key ?? ""}`);
    expect(placeOf("/body/rules/groups", draft)).toBe("rules/groups");
    expect(placeOf("/body/categories/7/name", draft)).toBe("categories/7/name");
    if (second) swap(second.indicators, 0, 1);
    expect(second?.indicators).toEqual([more, time]);
    const failure = { kind: "problem" as const, problem: { status: 409, title: "", rule: "weights", errors: [{ pointer: "/body/rules/groups", detail: "90", rule: "weights" }, { pointer: "/body/title", detail: "long" }] } };
    const found = mistakesOf(failure, draft);
    expect(byPlace(found).get("rules/groups")).toEqual([{ at: "rules/groups", rule: "weights", detail: "90" }]);
    expect(found.map((one) => said(one.rule))).toEqual([t("mistake.weights"), t("mistake.other")]);
    expect(mistakesOf({ kind: "offline" }, draft)).toEqual([]);
    expect(whereSaid(at, draft)).toBe(`${t("indicator.title", { number: "2.1" })}“加分” · ${t("indicator.expression")}`);
    expect(whereSaid(`rules/groups/${draft.groups[0]?.key ?? ""}/at_least`, draft)).toBe(`${t("rules.groups")}“委员” · ${t("rules.least")}`);
    expect([whereSaid("rules/groups", draft), whereSaid("rules/bonus_cap", draft), whereSaid("title", draft), whereSaid("categories", draft)]).toEqual([t("rules.groups"), t("rules.limit.bonus_cap"), t("page.name"), ""]);
  });
});

describe("a rule", () => {
  it("is read with the names of its facts", () => {
    expect(inWords("limit(phases_held, 0, 5) (phases_held 2)", new Map([["phases_held", "已协商的阶段数"]]))).toBe("limit(已协商的阶段数, 0, 5) (已协商的阶段数 2)");
  });
});

describe("a dry run", () => {
  it("tells an indicator by which everybody has the same", () => {
    expect(flat({ judged: false, known: 3, lowest: 5, highest: 5 })).toBe(true);
    expect(flat({ judged: false, known: 1, lowest: 5, highest: 5 })).toBe(false);
    expect(flat({ judged: false, known: 3, lowest: 4, highest: 5 })).toBe(false);
    expect(flat({ judged: true, known: 0, lowest: null, highest: null })).toBe(false);
  });
});
