/** The words of pages that few people open, in a table of their own that comes with those pages. */
import { named, said, type Leaves } from "@/words";

export function speaking<W>(zh: W, en: W): Speaking<W> {
  const tables = { "zh-CN": zh, en };
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
