/** Words of a booking's plan. */
import type { Failure } from "@/shared/loading";
import { speaking } from "@/words/speaking";
import { explained } from "@/writing/refusals";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, () => import("./en"));

/** Why it was refused, in words that say what to do. */
export function said(failure: Failure): Failure {
  const rule = failure.kind === "problem" ? failure.problem.rule : undefined;
  if (failure.kind !== "problem" || rule === undefined || word("rule", rule) === rule) return explained(failure);
  return { kind: "problem", problem: { ...failure.problem, title: word("rule", rule) } };
}
