/** An assessor's score sheets: read and filled in without a network, and sent once, when it is back. */
import * as api from "@/api/generated/evaluation/sdk.gen";
import type { Indicator, ListedReading, ReadingView } from "@/api/generated/evaluation/types.gen";
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

const owner = (): string => `${person.value?.county ?? ""}.${person.value?.subject ?? ""}`;
export const keptSheets = (): Kept<Sheet> => keptFor<Sheet>(owner(), "sheet");
/** What was read is kept for the way to where no network is. */
export const keptReadings = (): Kept<ReadingView> => keptFor<ReadingView>(owner(), "copy reading");
const keptList = (): Kept<ListedReading[]> => keptFor<ListedReading[]>(owner(), "copy readings");

export const blank = (): Sheet => ({ points: {}, comment: "", key: "" });

export interface Lack {
  indicator: Indicator;
  beyond: boolean;
}

/** What is not given, or is no number within the indicator's maximum. */
export function lacks(sheet: Sheet, indicators: readonly Indicator[]): Lack[] {
  return indicators.flatMap((indicator): Lack[] => {
    const given = (sheet.points[indicator.code] ?? "").trim();
    if (given === "") return [{ indicator, beyond: false }];
    const right = /^\d{1,5}(\.\d{1,2})?$/.test(given) && Number(given) <= indicator.maximum;
    return right ? [] : [{ indicator, beyond: true }];
  });
}

export const total = (sheet: Sheet, indicators: readonly Indicator[]): number =>
  Math.round(indicators.reduce((sum, one) => sum + (Number(sheet.points[one.code]) || 0), 0) * 100) / 100;

/** The list, and each reading that is still to be done, on the device as well; from the device without a network. */
export async function readList(): Promise<ListedReading[]> {
  try {
    const { data } = await api.getReadings();
    keptList().write("all", data.items);
    const open = data.items.filter((one) => !one.done && !one.closed);
    const kept = keptReadings();
    for (const id of kept.ids()) if (!open.some((one) => one.assessment_id === id)) kept.remove(id);
    for (const one of open) if (kept.read(one.assessment_id) === null) await readOne(one.assessment_id).catch(() => null);
    return data.items;
  } catch (error) {
    const known = error instanceof Offline ? keptList().read("all") : null;
    if (known === null) throw error;
    return known;
  }
}

export async function readOne(assessment_id: string): Promise<ReadingView> {
  try {
    const { data } = await api.getReadingsByAssessmentId({ path: { assessment_id } });
    keptReadings().write(assessment_id, data);
    return data;
  } catch (error) {
    const known = error instanceof Offline ? keptReadings().read(assessment_id) : null;
    if (known === null) throw error;
    return known;
  }
}

/** Null: it is there. A sheet that the network loses stays, to be sent again under the same key. */
export async function send(assessment_id: string, sheet: Sheet): Promise<Failure | null> {
  const kept = keptSheets();
  const points = Object.fromEntries(Object.entries(sheet.points).map(([code, given]) => [code, Number(given)]));
  try {
    await api.postAssessmentsByAssessmentIdScores({
      path: { assessment_id }, headers: { "Idempotency-Key": sheet.key }, body: { points, comment: sheet.comment.trim() || null },
    });
    kept.remove(assessment_id);
    keptReadings().remove(assessment_id);
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
