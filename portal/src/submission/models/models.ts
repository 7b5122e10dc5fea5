/** Model proposals: what there is to browse by, and what became of one. */
import type { ServicesSubmissionModelApiChangeView as ChangeView, ShownModelView } from "@/api/generated/submission/types.gen";

type Filed = Pick<ShownModelView, "tags" | "sector">;

/** Tags with how many bear them, the most frequent first. */
export function tagsOf(models: readonly Filed[]): [string, number][] {
  const counted = new Map<string, number>();
  for (const one of models) for (const tag of one.tags) counted.set(tag, (counted.get(tag) ?? 0) + 1);
  return [...counted].sort(([a, first], [b, second]) => second - first || a.localeCompare(b, "zh-CN"));
}

export const sectorsOf = (models: readonly Filed[]): string[] =>
  [...new Set(models.flatMap((one) => (one.sector === null ? [] : [one.sector])))].sort((a, b) => a.localeCompare(b, "zh-CN"));

export const chosen = <T extends Filed>(models: readonly T[], tag: string, sector: string): T[] =>
  models.filter((one) => (tag === "" || one.tags.includes(tag)) && (sector === "" || one.sector === sector));

/** As they are typed: apart by a comma of either kind, each once. */
export const tagList = (text: string): string[] => [...new Set(text.split(/[,，、;；\n]/).map((one) => one.trim()).filter(Boolean))];

export interface Change {
  at: string;
  what: "marked" | "edited" | "unmarked";
  /** Why it is good, or why it is none any more. */
  said: string;
  by: string | null;
}

const WHAT: Record<string, Change["what"]> = { ModelMarked: "marked", ModelEdited: "edited", ModelUnmarked: "unmarked" };

export const changesOf = (history: readonly ChangeView[]): Change[] =>
  history.flatMap(({ at, what, data }) => {
    const kind = WHAT[what];
    const text = (name: string): string | null => (typeof data[name] === "string" ? data[name] : null);
    return kind === undefined ? [] : [{ at, what: kind, said: text("comment") ?? text("reason") ?? "", by: text("marked_by") }];
  });
