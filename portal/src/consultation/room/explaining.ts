/** A refusal in words that say what to do; the service's own sentence where there are none. */
import type { Failure } from "@/shared/loading";
import { word } from "./words";

/** What is no rule of the procedure has a status alone. */
const PLAIN: Record<number, string> = { 404: "not-found", 412: "stale", 413: "attachments-full" };

export function explained(failure: Failure): Failure {
  if (failure.kind !== "problem") return failure;
  const { problem } = failure;
  const rule = problem.rule ?? PLAIN[problem.status] ?? "";
  const said = word("refused", rule);
  return said === rule ? failure : { kind: "problem", problem: { ...problem, title: said, detail: undefined } };
}
