/** What an expression may say, as the service publishes it. */
import { evaluationApi } from "@/api/staff";
import type { FactView, Language } from "@/api/generated/evaluation/types.gen";
import { language } from "@/words";

export const readLanguage = (): Promise<Language> => evaluationApi.getFormulaLanguage().then(({ data }) => data);
/** Names of facts in a rule, as they are read. */
export const inWords = (says: string, names: ReadonlyMap<string, string>): string => says.replace(/[A-Za-z_][A-Za-z0-9_]*/g, (name) => names.get(name) ?? name);

export const factName = (fact: Pick<FactView, "zh" | "en">): string => (language() === "en" ? fact.en : fact.zh);
