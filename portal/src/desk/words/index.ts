/** The staff pages' words: loaded with them, so that a member's phone is spared them. */
import { named, said, type Language, type Leaves } from "@/words";
import en from "./en";
import zh, { type DeskWords } from "./zh-CN";

export type Key = Leaves<DeskWords>;

const WORDS: Record<Language, DeskWords> = { "zh-CN": zh, en };

export const t = (key: Key, values?: Record<string, string | number>): string => said(WORDS, key, values);

/** The word for a value that a service publishes as plain text; the value itself where it is a new one. */
export const word = (group: keyof DeskWords | `${keyof DeskWords}.${string}`, value: string): string =>
  named(WORDS, group, value);
