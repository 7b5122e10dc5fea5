/** Chinese first, English whole: `Words` makes a missing or misspelt key an error of types. */
import { ref } from "vue";
import en from "./en";
import zh, { type Words } from "./zh-CN";

export type Language = "zh-CN" | "en";
export type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];
export type Key = Leaves<Words>;

const WORDS: Record<Language, Words> = { "zh-CN": zh, en };
const KEPT = "cppcc.language";

function first(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.startsWith("en") ? "en" : "zh-CN";
}

const spoken = ref<Language>(first());
export const language = (): Language => spoken.value;

function found(words: Record<Language, unknown>, key: string): string | null {
  let at: unknown = words[spoken.value];
  for (const part of key.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return null;
    at = (at as Record<string, unknown>)[part];
  }
  return typeof at === "string" ? at : null;
}

/** The words of `key`, with `{name}` filled in; a page that shows them follows a change of language. */
export const t = (key: Key, values?: Record<string, string | number>): string => said(WORDS, key, values);

/** The same of a table of words that only some pages load. */
export function said(words: Record<Language, unknown>, key: string, values: Record<string, string | number> = {}): string {
  return (found(words, key) ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The word for a value that a service publishes as plain text; the value itself where it is a new one. */
export const word = (group: keyof Words | `${keyof Words}.${string}`, value: string): string => named(WORDS, group, value);

export const named = (words: Record<Language, unknown>, group: string, value: string): string =>
  found(words, `${group}.${value}`) ?? value;

export function speak(wanted: Language): void {
  spoken.value = wanted;
  localStorage.setItem(KEPT, wanted);
  show();
}

/** The page's language is what a screen reader pronounces it in. */
export function show(): void {
  document.documentElement.lang = spoken.value;
  document.title = t("app.title");
}

const ZONE = "Asia/Shanghai";

/** A moment, by the wall clock of deadlines. */
export function moment(text: string): string {
  return new Intl.DateTimeFormat(spoken.value, { dateStyle: "long", timeStyle: "short", timeZone: ZONE }).format(
    new Date(text),
  );
}

/** A calendar day, which has no time zone. */
export function day(text: string): string {
  return new Intl.DateTimeFormat(spoken.value, { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(`${text}T00:00:00Z`),
  );
}
