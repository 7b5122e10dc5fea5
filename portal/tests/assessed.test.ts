import { expect, test } from "vitest";
import type { Indicator } from "@/api/generated/evaluation/types.gen";
import { byStage, judged, stageOf, unproven } from "@/evaluation/assessed/assessed";

const open = { state: "open" as const, scores: [], self_assessment: null, appeals: [] };
const own = { points: { topic: 1 }, statement: null };
const appeal = { indicators: ["topic"], statement: "示例", evidence: null, upheld: null };
const indicator = (code: string, more: Partial<Indicator> = {}): Indicator => ({ code, name: code, maximum: 10, ...more });

test("what the unit can still say comes first, then what is being decided", () => {
  const said = { ...open, self_assessment: own };
  const scored = { ...open, state: "computed" as const };
  const appealed = { ...scored, appeals: [appeal] };
  const decided = { ...scored, appeals: [{ ...appeal, upheld: false }] };
  expect([open, said, scored, appealed, decided].map(stageOf)).toEqual(["say", "panel", "scored", "appealed", "scored"]);
  expect(byStage([scored, said, appealed, open])).toEqual([open, appealed, said, scored]);
});

test("a unit says nothing of what is computed from facts", () => {
  const scheme = { categories: [{ code: "c", name: "c", indicators: [indicator("a"), indicator("b", { formula: "on_time" }), indicator("d", { expression: "1" })] }] };
  expect(judged(scheme).map((one) => one.code)).toEqual(["a"]);
});

test("a proof is asked for where points are claimed and the scheme wants one", () => {
  const all = [indicator("a", { evidence: true }), indicator("b", { evidence: true }), indicator("c"), indicator("d", { evidence: true })];
  expect(unproven(all, { a: "5", b: "0", c: "5", d: "2.5" }, { a: " ", d: "会议纪要" }).map((one) => one.code)).toEqual(["a"]);
});
