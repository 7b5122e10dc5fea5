/** How a point came about, in a sentence that is made of what the score recorded. */
import * as api from "@/api/generated/evaluation/sdk.gen";
import type { ExplainedUnit, Language as Spoken, SchemeView } from "@/api/generated/evaluation/types.gen";
import { language } from "@/words";
import { t } from "./words";

export type Step = ExplainedUnit["assessments"][number]["steps"][number];

/** What names in steps mean: the scheme's indicators and groups, and the facts that formulas may name. */
export interface Meaning {
  /** Null: it did not come. */
  scheme: SchemeView | null;
  indicators: Map<string, { name: string; maximum: number }>;
  groups: Map<string, string>;
  facts: Map<string, { name: string; share: boolean }>;
}

export function meaningOf(scheme: SchemeView | null, spoken: Spoken | null): Meaning {
  const indicators = scheme?.categories.flatMap((one) => one.indicators) ?? [];
  return {
    scheme,
    indicators: new Map(indicators.map((one) => [one.code, { name: one.name, maximum: one.maximum }])),
    groups: new Map((scheme?.rules?.groups ?? []).map((one) => [one.code, one.name])),
    facts: new Map((spoken?.facts ?? []).map((one) => [one.name, { name: language() === "en" ? one.en : one.zh, share: one.most === 1 }])),
  };
}

/** Each alone: without them the names are codes, and every point is there all the same. */
export async function readMeaning(scheme_id: string): Promise<Meaning> {
  const away = () => null;
  const [scheme, spoken] = await Promise.all([
    api.getSchemesBySchemeId({ path: { scheme_id } }).then(({ data }) => data, away), api.getFormulaLanguage().then(({ data }) => data, away),
  ]);
  return meaningOf(scheme, spoken);
}

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2, useGrouping: false });
/** An exact fraction, as it is read. */
export function exactly(exact: string, share = false): string {
  const [part, whole] = exact.split("/").map(Number);
  const value = (part ?? 0) / (whole ?? 1);
  if (share) {
    const percent = new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 1 }).format(value);
    return whole === undefined ? percent : t("step.shareIs", { percent, exact });
  }
  return number.format(value);
}

export function how(step: Step, meaning: Meaning): string[] {
  if (step.appeal != null) return [t("step.appeal", { number: step.appeal })];
  const said: string[] = [];
  for (const one of step.groups ?? []) {
    const who = one.group === null ? "" : `${meaning.groups.get(one.group) ?? one.group} `;
    const left = one.left_out > 0 ? t("step.left", { count: one.left_out }) : "";
    const weight = one.group === null ? "" : t("step.weight", { weight: one.weight });
    said.push(t("step.judged", { who, scores: one.scores, left, mean: exactly(one.mean) }) + weight);
  }
  for (const one of step.facts ?? []) {
    const known = meaning.facts.get(one.name);
    const value = one.value === null ? t("step.notKnown") : exactly(one.value, known?.share);
    said.push(t("step.fact", { name: known?.name ?? one.name, value }));
  }
  for (const [code, points] of Object.entries(step.indicators ?? {}))
    said.push(t("step.other", { name: meaning.indicators.get(code)?.name ?? code, points }));
  if (step.exact === null) said.push(t("step.unknown"));
  else if (step.capped === true) said.push(t("step.capped"));
  else if (step.exact.includes("/") && Number(exactly(step.exact)) === step.points) said.push(t("step.rounded", { exact: step.exact }));
  return said;
}

export interface Origin { kind: string; id: string; events: string[] }
/** The records behind a step, each once, with the events that told of it. */
export function origins(step: Step): Origin[] {
  const found = new Map<string, Origin>();
  for (const fact of step.facts ?? [])
    for (const one of fact.sources ?? []) found.set(`${one.kind} ${one.id}`, { kind: one.kind, id: one.id, events: [...(one.events ?? [])] });
  return [...found.values()];
}
export const counted = (found: readonly Origin[]): { records: number; events: number } => ({
  records: found.length, events: new Set(found.flatMap((one) => one.events)).size,
});
