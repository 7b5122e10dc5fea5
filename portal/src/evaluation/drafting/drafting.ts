/** A scheme while it is written: kept on the device until it is published, and sent as the service takes it. */
import type { Indicator, Publish, SchemeView } from "@/api/generated/evaluation/types.gen";
import { newKey } from "@/api/http";
import { person } from "@/session/session";
import { keptFor, type Kept } from "@/shared/kept";

/** Cleared, a field of a number is no number. */
export type Typed = number | "";
export type Subject = Publish["subject"];
export const WAYS = ["judged", "formula", "expression"] as const;
export const KINDS = ["score", "bonus", "deduction"] as const;

/** `key` stays with it, wherever it is moved: what is wrong with it is shown where it is. */
export interface DraftLevel {
  key: string;
  at_least: Typed;
  name: string;
  says: string;
}
export interface DraftIndicator {
  key: string;
  code: string;
  name: string;
  maximum: Typed;
  kind: (typeof KINDS)[number];
  way: (typeof WAYS)[number];
  formula: string;
  expression: string;
  evidence: boolean;
  levels: DraftLevel[];
}
export interface DraftCategory {
  key: string;
  name: string;
  indicators: DraftIndicator[];
}
export interface DraftGroup {
  key: string;
  code: string;
  name: string;
  weight: Typed;
  at_least: Typed;
}
export const LIMITS = ["trim_from", "bonus_cap", "deduction_cap", "wide_spread", "per_unit", "readers"] as const;
export type Limit = (typeof LIMITS)[number];
export interface Draft {
  subject: Subject;
  title: string;
  categories: DraftCategory[];
  groups: DraftGroup[];
  limits: Record<Limit, Typed>;
  /** Keys of indicators: a code may be changed. */
  ties: { key: string; indicator: string }[];
  revises: { id: string; title: string; edition: number } | null;
}

const key = (): string => newKey().slice(0, 10);

export function newCode(taken: readonly string[], prefix: string): string {
  let number = taken.length + 1;
  while (taken.includes(`${prefix}${String(number)}`)) number++;
  return `${prefix}${String(number)}`;
}
export const indicatorsOf = (draft: Draft): DraftIndicator[] => draft.categories.flatMap((one) => one.indicators);

export const newLevel = (): DraftLevel => ({ key: key(), at_least: "", name: "", says: "" });
export const newIndicator = (draft: Draft): DraftIndicator => ({
  key: key(), code: newCode(indicatorsOf(draft).map((one) => one.code), "zb"), name: "", maximum: "", kind: "score", way: "judged", formula: "", expression: "", evidence: false, levels: [],
});
export const newCategory = (draft: Draft): DraftCategory => ({ key: key(), name: "", indicators: [newIndicator(draft)] });
export const newGroup = (draft: Draft): DraftGroup => ({ key: key(), code: newCode(draft.groups.map((one) => one.code), "z"), name: "", weight: "", at_least: 1 });
export const newTie = (indicator: string): Draft["ties"][number] => ({ key: key(), indicator });

export function blankDraft(subject: Subject): Draft {
  const draft: Draft = {
    subject, title: "", categories: [], groups: [], limits: { trim_from: "", bonus_cap: "", deduction_cap: "", wide_spread: "", per_unit: "", readers: "" }, ties: [], revises: null,
  };
  draft.categories.push(newCategory(draft));
  return draft;
}

const wayOf = (one: Indicator): DraftIndicator["way"] => (one.formula != null ? "formula" : one.expression != null ? "expression" : "judged");

/** From what is published: another scheme that begins with it, or its own next edition. */
export function draftFrom(scheme: SchemeView, { next }: { next: boolean }): Draft {
  const { rules } = scheme;
  const categories = scheme.categories.map((category) => ({
    key: key(), name: category.name,
    indicators: category.indicators.map((one): DraftIndicator => ({
      key: key(), code: one.code, name: one.name, maximum: one.maximum, kind: one.kind ?? "score", way: wayOf(one), formula: one.formula ?? "", expression: one.expression ?? "",
      evidence: one.evidence ?? false, levels: (one.levels ?? []).map((level) => ({ key: key(), ...level })),
    })),
  }));
  const coded = new Map(categories.flatMap((one) => one.indicators).map((one) => [one.code, one.key]));
  return {
    subject: scheme.subject, title: scheme.title, categories,
    groups: (rules.groups ?? []).map((one) => ({ key: key(), code: one.code, name: one.name, weight: one.weight, at_least: one.at_least ?? 1 })),
    limits: Object.fromEntries(LIMITS.map((one) => [one, rules[one] ?? ""])) as Record<Limit, Typed>,
    ties: (rules.ties ?? []).map((code) => newTie(coded.get(code) ?? "")),
    revises: next ? { id: scheme.id, title: scheme.title, edition: scheme.edition } : null,
  };
}

/** What a subject has no use for is not sent, and kept in case the subject is changed back. */
const OTHERS: Record<Subject, Limit> = { proposal_quality: "per_unit", handling_quality: "readers" };
export const limitsOf = (subject: Subject): Limit[] => LIMITS.filter((one) => one !== OTHERS[subject]);
const filled = (text: Typed): number => (text === "" ? Number.NaN : text);

/** As the service takes it. Whoever sends it has looked at `blanks` first. */
export function bodyOf(draft: Draft): Publish {
  const code = new Map(indicatorsOf(draft).map((one) => [one.key, one.code.trim()]));
  return {
    subject: draft.subject, title: draft.title.trim(),
    categories: draft.categories.map((category) => ({
      name: category.name.trim(),
      indicators: category.indicators.map((one) => ({
        code: one.code.trim(), name: one.name.trim(), maximum: filled(one.maximum), kind: one.kind,
        ...(one.way === "formula" ? { formula: one.formula } : {}), ...(one.way === "expression" ? { expression: one.expression.trim() } : {}),
        ...(one.way === "judged" ? { evidence: one.evidence, levels: one.levels.map((level) => ({ at_least: filled(level.at_least), name: level.name.trim(), says: level.says.trim() })) } : {}),
      })),
    })),
    rules: {
      groups: draft.groups.map((one) => ({ code: one.code.trim(), name: one.name.trim(), weight: filled(one.weight), at_least: filled(one.at_least) })),
      ties: draft.ties.map((one) => code.get(one.indicator) ?? ""),
      ...Object.fromEntries(limitsOf(draft.subject).filter((one) => draft.limits[one] !== "").map((one) => [one, draft.limits[one]])),
    },
    revises: draft.revises?.id ?? null,
  };
}

const sum = (numbers: readonly Typed[]): number => Math.round(numbers.reduce<number>((before, one) => before + (one === "" ? 0 : one), 0) * 100) / 100;
export const maximumOf = (draft: Draft): number => sum(indicatorsOf(draft).filter((one) => one.kind === "score").map((one) => one.maximum));
export const weightOf = (draft: Draft): number => sum(draft.groups.map((one) => one.weight));

/** By person and county, until it is published or thrown away. */
export const drafts = (): Kept<Draft> => keptFor<Draft>(`${person.value?.county ?? ""}.${person.value?.subject ?? ""}`, "scheme");

/** Its id; null: the device has no room for it. */
export function begin(draft: Draft): string | null {
  const id = key();
  return drafts().write(id, draft) ? id : null;
}
export const writes = (): boolean => ["clerk", "county_admin"].some((one) => person.value?.roles.includes(one));
