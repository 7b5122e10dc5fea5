/** A refusal in the reader's words: the county's rules have names, and what a service adds is shown beside. */
import { word, t } from "@/desk/words";
import type { Failure } from "@/shared/loading";
import { t as common } from "@/words";

export const ruleSaid = (rule: string, detail: string | null): string => {
  const said = word("rule", rule);
  return said === rule ? (detail ?? rule) : said;
};

export function refusal(failure: Failure): { said: string; detail: string | null } {
  if (failure.kind === "offline") return { said: common("failure.offline"), detail: null };
  if (failure.kind === "broken") return { said: common("failure.broken"), detail: failure.detail };
  const { problem } = failure;
  if (problem.status === 401) return { said: t("refused.session"), detail: null };
  const fields = (problem.errors ?? []).map((one) => one.detail).filter((one) => one !== undefined);
  const detail = [problem.detail, ...fields].filter(Boolean).join("\n") || null;
  if (problem.rule === undefined) return { said: problem.title, detail };
  const said = word("rule", problem.rule);
  return { said: said === problem.rule ? problem.title : said, detail };
}
