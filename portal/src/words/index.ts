/**
 * Chinese first, English whole: `Words` makes a missing or misspelt key an error of types.
 *
 * English comes when it is spoken, and the words of pages that only some people open come with those pages (`learn`).
 */
import { ref } from "vue";
import type { MineWords } from "@/mine/words.zh-CN";
import type { SignWords } from "@/supervision/sign.zh-CN";
import type { EnrolmentWords, KeysWords } from "@/supervision/words.zh-CN";
import type { FormWords } from "@/writing/form.zh-CN";
import type { RuleWords } from "@/writing/rule.zh-CN";
import type { WritingWords } from "@/writing/words.zh-CN";
import zh, { type Words as Common } from "./zh-CN";

export type Language = "zh-CN" | "en";
export type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];
/** What comes with its pages. */
interface Parts {
  form: FormWords;
  rule: RuleWords;
  writing: WritingWords;
  mine: MineWords;
  sign: SignWords;
  keys: KeysWords;
  enrolment: EnrolmentWords;
}
export type Words = Common & Parts;
export type Key = Leaves<Words>;

const WORDS: Record<Language, Partial<Words>> = { "zh-CN": { ...zh }, en: {} };
/** What is shown is shown anew when words come. */
const come = ref(0);
/** English that is still to be fetched. */
const english: (() => Promise<Partial<Words>>)[] = [async () => (await import("./en")).default];
const KEPT = "cppcc.language";

function first(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.startsWith("en") ? "en" : "zh-CN";
}

const spoken = ref<Language>(first());
export const language = (): Language => spoken.value;

type Tables = Record<Language, unknown>;

/** Chinese stands where the English is still to come. */
const found = (tables: Tables, key: string): string | null =>
  at(tables[spoken.value], key) ?? (spoken.value === "en" ? at(tables["zh-CN"], key) : null);

function at(table: unknown, key: string): string | null {
  void come.value;
  let here = table;
  for (const part of key.split(".")) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, part)) return null;
    here = (here as Record<string, unknown>)[part];
  }
  return typeof here === "string" ? here : null;
}

/** The same of a table of words that only some pages load. */
export function said(tables: Tables, key: string, values: Record<string, string | number> = {}): string {
  return (found(tables, key) ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const named = (tables: Tables, group: string, value: string): string => found(tables, `${group}.${value}`) ?? value;

/** The words of `key`, with `{name}` filled in; a page that shows them follows a change of language. */
export const t = (key: Key, values?: Record<string, string | number>): string => said(WORDS, key, values);

/** The word for a value that a service publishes as plain text; the value itself where it is a new one. */
export const word = (group: keyof Words | `${keyof Words}.${string}`, value: string): string => named(WORDS, group, value);

export async function speak(wanted: Language): Promise<void> {
  localStorage.setItem(KEPT, wanted);
  if (wanted === "en") await fetchEnglish();
  spoken.value = wanted;
  name();
}

async function fetchEnglish(): Promise<void> {
  const wanted = english.splice(0);
  try {
    for (const one of await Promise.all(wanted.map((read) => read()))) Object.assign(WORDS.en, one);
    come.value++;
  } catch {
    // Chinese stands in its place until it comes.
    english.push(...wanted);
  }
}

/** Adds the words of a part, before its page is shown; Chinese stands where the English does not come. */
export async function learn<P extends keyof Parts>(
  part: P,
  words: Parts[P],
  inEnglish: () => Promise<Parts[P]>,
): Promise<void> {
  if (part in WORDS["zh-CN"]) return;
  WORDS["zh-CN"][part] = words;
  english.push(async () => ({ [part]: await inEnglish() }) as Partial<Words>);
  if (spoken.value === "en") await fetchEnglish();
}

/** Fetches what a page says in English, once that is spoken. */
export function alsoInEnglish(read: () => Promise<void>): void {
  english.push(async () => {
    await read();
    return {};
  });
  if (spoken.value === "en") void fetchEnglish();
}

/** Before anything is shown. */
export async function begin(): Promise<void> {
  if (spoken.value === "en") await fetchEnglish();
  name();
}

/** The page's language is what a screen reader pronounces it in. */
function name(): void {
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
