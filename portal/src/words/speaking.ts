/** The words of pages that few people open, in a table of their own that comes with those pages. */
import { alsoInEnglish, named, said, type Leaves } from "@/words";

/** `en` is a table, or fetches one: a member's phone is spared the language that is not spoken on it. */
export function speaking<W extends object>(zh: W, en: W | (() => Promise<{ default: W }>)): Speaking<W> {
  const tables: Record<"zh-CN" | "en", object> = { "zh-CN": zh, en: typeof en === "function" ? {} : en };
  if (typeof en === "function") alsoInEnglish(async () => void (tables.en = (await en()).default));
  return {
    t: (key, values) => said(tables, key, values),
    word: (group, value) => named(tables, group, value),
  };
}

interface Speaking<W> {
  t: (key: Leaves<W>, values?: Record<string, string | number>) => string;
  /** The word for a value that a service publishes as plain text; the value itself where it is a new one. */
  word: (group: (keyof W & string) | `${keyof W & string}.${string}`, value: string) => string;
}
