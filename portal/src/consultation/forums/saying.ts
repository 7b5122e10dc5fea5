/** A refusal of a meeting or a point in words; else as of whatever stands beside a meeting. */
import type { Failure } from "@/shared/loading";
import { explained } from "../room/explaining";
import { word } from "./words";

export function refusedAs(failure: Failure): Failure {
  if (failure.kind !== "problem" || !failure.problem.rule) return explained(failure);
  const said = word("refused", failure.problem.rule);
  return said === failure.problem.rule ? explained(failure) : { kind: "problem", problem: { ...failure.problem, title: said, detail: undefined } };
}
