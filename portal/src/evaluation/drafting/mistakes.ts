/** What is wrong with a draft, by where it is wrong: a place stays with what it is about, however that is moved. */
import { inject, type ComputedRef, type InjectionKey } from "vue";
import type { Failure } from "@/shared/loading";
import { indicatorsOf, type Draft, type Typed } from "./drafting";

export interface Mistake {
  /** Names joined by `/`, with keys where the service counts. */
  at: string;
  /** Empty: none that has a name. */
  rule: string;
  /** What the service said of it; empty where the page saw it first. */
  detail: string;
}

export const MISTAKES: InjectionKey<ComputedRef<ReadonlyMap<string, readonly Mistake[]>>> = Symbol("mistakes");
export const useMistakes = (at: () => string): (() => readonly Mistake[]) => {
  const found = inject(MISTAKES, null);
  return () => found?.value.get(at()) ?? [];
};

export function byPlace(mistakes: readonly Mistake[]): Map<string, Mistake[]> {
  const found = new Map<string, Mistake[]>();
  for (const one of mistakes) found.set(one.at, [...(found.get(one.at) ?? []), one]);
  return found;
}

/** The lists of a body, by what the service calls them, as the draft that was sent has them. */
function listAt(draft: Draft, names: readonly string[]): readonly { key: string }[] | null {
  const category = names[0] === "categories" ? draft.categories.find((one) => one.key === names[1]) : undefined;
  switch (names.filter((_, at) => at % 2 === (names[0] === "rules" ? 1 : 0)).join("/")) {
    case "categories":
      return draft.categories;
    case "categories/indicators":
      return category?.indicators ?? null;
    case "categories/indicators/levels":
      return category?.indicators.find((one) => one.key === names[3])?.levels ?? null;
    case "groups":
      return draft.groups;
    case "ties":
      return draft.ties;
    default:
      return null;
  }
}

/** `/body/categories/0/indicators/2/maximum` of what was sent, by keys. */
export function placeOf(pointer: string, sent: Draft): string {
  const names: string[] = [];
  for (const name of pointer.replace(/^\/(body\/?)?/, "").split("/")) {
    const list = /^\d+$/.test(name) ? listAt(sent, names) : null;
    names.push(list?.[Number(name)]?.key ?? name);
  }
  return names.join("/");
}

/** What a refusal names place by place; empty: it is about the whole, and is shown as such. */
export const mistakesOf = (failure: Failure | null, sent: Draft): Mistake[] =>
  failure?.kind !== "problem"
    ? []
    : (failure.problem.errors ?? []).map((one) => ({ at: placeOf(one.pointer ?? "", sent), rule: one.rule ?? "", detail: one.detail ?? "" }));

/** What is not filled in: seen before anything is sent. */
export function blanks(draft: Draft): Mistake[] {
  const wanted: [string, Typed | string][] = [["title", draft.title]];
  for (const category of draft.categories) {
    const at = `categories/${category.key}`;
    wanted.push([`${at}/name`, category.name]);
    for (const one of category.indicators) {
      const own = `${at}/indicators/${one.key}`;
      wanted.push([`${own}/code`, one.code], [`${own}/name`, one.name], [`${own}/maximum`, one.maximum]);
      if (one.way !== "judged") wanted.push([`${own}/${one.way}`, one[one.way]]);
      else for (const level of one.levels) for (const name of ["at_least", "name", "says"] as const) wanted.push([`${own}/levels/${level.key}/${name}`, level[name]]);
    }
  }
  for (const group of draft.groups) for (const name of ["code", "name", "weight", "at_least"] as const) wanted.push([`rules/groups/${group.key}/${name}`, group[name]]);
  const known = new Set(indicatorsOf(draft).map((one) => one.key));
  for (const tie of draft.ties) wanted.push([`rules/ties/${tie.key}`, known.has(tie.indicator) ? tie.indicator : ""]);
  return wanted.filter(([, value]) => String(value).trim() === "").map(([at]) => ({ at, rule: "blank", detail: "" }));
}
