/** A rule's refusal in words that say what to do; the service's own sentence where there are none. */
import type { Failure } from "@/shared/loading";
import { learn, t, word } from "@/words";
import zh from "./rule.zh-CN";

void learn("rule", zh, () => import("./words.en").then((en) => en.rule));

export function explained(failure: Failure): Failure {
  if (failure.kind !== "problem" || !failure.problem.rule) return failure;
  const said = word("rule.of", failure.problem.rule);
  if (said === failure.problem.rule) return failure;
  return { kind: "problem", problem: { ...failure.problem, title: t("rule.notYet"), detail: said } };
}
