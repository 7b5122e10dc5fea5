/** An assessor's score sheets: read and filled in without a network, and sent once, when it is back. */
import * as api from "@/api/generated/evaluation/sdk.gen";
import type { Indicator } from "@/api/generated/evaluation/types.gen";
import { Offline } from "@/api/http";
import { person } from "@/session/session";
import { keptFor, type Kept } from "@/shared/kept";
import { failureOf, type Failure } from "@/shared/loading";

export interface Sheet {
  points: Record<string, string>;
  comment: string;
  /** Under which it is sent, however often the network loses it; empty: it is not handed in yet. */
  key: string;
}

export const owner = (): string => `${person.value?.county ?? ""}.${person.value?.subject ?? ""}`;
/** Of whatever is scored: an assessment has one id, and each is sent the same way. */
export const keptSheets = (): Kept<Sheet> => keptFor<Sheet>(owner(), "sheet");

export const blank = (): Sheet => ({ points: {}, comment: "", key: "" });

/** What is given points: a judged indicator, or a criterion of a mutual review. */
export type Judged = Pick<Indicator, "code" | "name" | "maximum" | "levels">;

export interface Lack {
  indicator: Judged;
  beyond: boolean;
}

/** What is not given, or is no number within the indicator's maximum. */
export function lacks(sheet: Sheet, indicators: readonly Judged[]): Lack[] {
  return indicators.flatMap((indicator): Lack[] => {
    const given = (sheet.points[indicator.code] ?? "").trim();
    if (given === "") return [{ indicator, beyond: false }];
    const right = /^\d{1,5}(\.\d{1,2})?$/.test(given) && Number(given) <= indicator.maximum;
    return right ? [] : [{ indicator, beyond: true }];
  });
}

export const total = (sheet: Sheet, indicators: readonly Judged[]): number =>
  Math.round(indicators.reduce((sum, one) => sum + (Number(sheet.points[one.code]) || 0), 0) * 100) / 100;

interface Item {
  assessment_id: string;
  done: boolean;
  closed: boolean;
}

export interface Copies<L extends Item, V> {
  /** The list, and each of it that is still to be done, on the device as well; from the device without a network. */
  readList: () => Promise<L[]>;
  readOne: (assessment_id: string) => Promise<V>;
  copies: () => Kept<V>;
}

const NAMES = ["reading", "on-site"] as const;

/** What was read is kept for the way to where no network is. */
export function copiesOf<L extends Item, V>(name: (typeof NAMES)[number], ask: () => Promise<L[]>, askOne: (id: string) => Promise<V>): Copies<L, V> {
  const copies = (): Kept<V> => keptFor<V>(owner(), `copy ${name}`);
  const list = (): Kept<L[]> => keptFor<L[]>(owner(), `copy ${name}s`);
  async function orCopy<T>(asked: () => Promise<T>, copy: () => T | null): Promise<T> {
    try {
      return await asked();
    } catch (error) {
      const known = error instanceof Offline ? copy() : null;
      if (known === null) throw error;
      return known;
    }
  }
  const readOne = (id: string): Promise<V> =>
    orCopy(
      async () => {
        const found = await askOne(id);
        copies().write(id, found);
        return found;
      },
      () => copies().read(id),
    );
  const readList = (): Promise<L[]> =>
    orCopy(
      async () => {
        const items = await ask();
        list().write("all", items);
        const open = items.filter((one) => !one.done && !one.closed);
        const kept = copies();
        for (const id of kept.ids()) if (!open.some((one) => one.assessment_id === id)) kept.remove(id);
        for (const one of open) if (kept.read(one.assessment_id) === null) await readOne(one.assessment_id).catch(() => null);
        return items;
      },
      () => list().read("all"),
    );
  return { readList, readOne, copies };
}

export const pointsOf = (sheet: Sheet): Record<string, number> => Object.fromEntries(Object.entries(sheet.points).map(([code, given]) => [code, Number(given)]));

/** Null: it is there. A sheet that the network loses stays, to be sent again under the same key. */
export async function send(assessment_id: string, sheet: Sheet): Promise<Failure | null> {
  const kept = keptSheets();
  try {
    await api.postAssessmentsByAssessmentIdScores({
      path: { assessment_id }, headers: { "Idempotency-Key": sheet.key }, body: { points: pointsOf(sheet), comment: sheet.comment.trim() || null },
    });
    kept.remove(assessment_id);
    for (const name of NAMES) keptFor(owner(), `copy ${name}`).remove(assessment_id);
    return null;
  } catch (error) {
    const failure = failureOf(error);
    // Refused is not lost: it can be mended, and is another command then.
    if (failure.kind === "problem" && failure.problem.status !== 401) kept.write(assessment_id, { ...sheet, key: "" });
    return failure;
  }
}

/** Sends what was handed in without a network; how many arrived. */
export async function sendWaiting(): Promise<number> {
  const kept = keptSheets();
  let arrived = 0;
  for (const id of kept.ids()) {
    const sheet = kept.read(id);
    if (sheet === null || sheet.key === "") continue;
    const failure = await send(id, sheet);
    if (failure === null) arrived++;
    else if (failure.kind === "offline") break;
  }
  return arrived;
}
