import { beforeEach, describe, expect, it } from "vitest";
import type { SchemeView } from "@/api/generated/evaluation/types.gen";
import { counted, exactly, how, meaningOf, origins, type Step } from "@/evaluation/ranking/explaining";
import { speak } from "@/words";

const SCHEME = {
  categories: [{ name: "办理", indicators: [{ code: "order", name: "组织领导", maximum: 10 }, { code: "time", name: "按时答复", maximum: 10 }] }],
  rules: { groups: [{ code: "members", name: "委员", weight: 40 }] },
} as unknown as SchemeView;
const FACTS = [
  { name: "on_time", zh: "按时答复率", en: "share of deadlines met", most: 1 }, { name: "cycles", zh: "办理轮次", en: "rounds", most: null },
];
const meaning = () => meaningOf(SCHEME, { facts: FACTS, functions: [] } as never);
const step = (more: Partial<Step>): Step => ({ code: "time", rule: "judged", exact: "5", points: 5, says: "", ...more });

describe("a point", () => {
  beforeEach(() => speak("zh-CN"));

  it("is explained by who judged it, in their group and with what was left out", () => {
    const groups = [{ group: "members", weight: 40, scores: 5, left_out: 2, mean: "41/6", spread: 1 }];
    expect(how(step({ groups, exact: "41/6", points: 6.83 }), meaning())).toEqual([
      "委员 5 人评分（去掉 2 个最高、最低分），平均 6.83，占 40%", "四舍五入前为 41/6",
    ]);
    const all = [{ group: null, weight: 100, scores: 1, left_out: 0, mean: "5", spread: 0 }];
    expect(how(step({ groups: all }), meaning())).toEqual(["1 人评分，平均 5"]);
  });

  it("is explained by the facts that it was computed from, a share as one", async () => {
    const facts = [{ name: "on_time", value: "2/3" }, { name: "cycles", value: "2" }, { name: "later_word", value: null }];
    expect(how(step({ facts, capped: true }), meaning())).toEqual(["按时答复率 66.7%（2/3）", "办理轮次 2", "later_word 不详", "超过上限，按上限计"]);
    await speak("en");
    expect(how(step({ facts: [{ name: "on_time", value: "1" }] }), meaning())).toEqual(["share of deadlines met: 100%"]);
  });

  it("says what it takes of another, what is not known, and an appeal's word above all", () => {
    expect(how(step({ indicators: { order: 7 }, exact: null, points: 0 }), meaning())).toEqual(["用到“组织领导”的 7 分", "尚无数据，不得分"]);
    expect(how(step({ appeal: 2, facts: [{ name: "on_time", value: "1" }] }), meaning())).toEqual(["按第 2 次申诉的决定"]);
    expect(how(step({ indicators: { order: 7 } }), meaningOf(null, null))).toEqual(["用到“order”的 7 分"]);
  });

  it("goes back to records and events, each counted once", () => {
    const source = { kind: "handling" as const, id: "A 1", events: ["e1", "e2"] };
    const found = origins(step({ facts: [{ name: "a", value: "1", sources: [source] }, { name: "b", value: "1", sources: [source, { kind: "proposal" as const, id: "P", events: ["e2"] }] }] }));
    expect(found.map((one) => one.id)).toEqual(["A 1", "P"]);
    expect(counted(found)).toEqual({ records: 2, events: 2 });
  });

  it("is an exact number", () => {
    expect([exactly("41/6"), exactly("10"), exactly("1/5", true), exactly("1", true)]).toEqual(["6.83", "10", "20%（1/5）", "100%"]);
  });
});
