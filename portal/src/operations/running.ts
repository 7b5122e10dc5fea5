/** What each service says of itself, and what of that somebody has to do something about. */
import { at, SERVICES, type ServiceName } from "@/api/each";
import type { ParkedLine, ReplayView, StatusView } from "@/api/generated/submission/types.gen";
import { failureOf, type Failure } from "@/shared/loading";

export interface Running {
  service: ServiceName;
  status: StatusView | null;
  failure: Failure | null;
  parked: ParkedLine[];
  more: boolean;
}

async function one(service: ServiceName): Promise<Running> {
  try {
    const [status, parked] = await Promise.all([at(service).status(), at(service).parked()]);
    return { service, status: status.data, failure: null, parked: parked.data.items, more: parked.data.more };
  } catch (error) {
    return { service, status: null, failure: failureOf(error), parked: [], more: false };
  }
}

/** Of each service; one that is away takes no other with it. */
export const readRunning = (): Promise<Running[]> => Promise.all(SERVICES.map(one));

/** Longer than any pause of a relay that lives. */
const SLOW_SECONDS = 60;

export type Worry =
  | "away" | "store" | "refusing" | "stopped" | "failing" | "silent" | "pending" | "missing" | "decide" | "waiting" | "unrepeated" | "check";
export interface Concern {
  worry: Worry;
  /** How many, or for how many seconds; 0 where that says nothing. */
  count: number;
  detail: string;
}

const PERSON = new Set(["poison", "fork", "malformed"]);

/** The gravest first; what mends itself comes last, and nothing where all is well. */
export function concerns(one: Running): Concern[] {
  const { status } = one;
  if (status === null) return [{ worry: "away", count: 0, detail: "" }];
  const found: Concern[] = [];
  const say = (worry: Worry, count: number, detail = ""): void => void found.push({ worry, count, detail });
  if (status.refusing !== null) say("refusing", 0, status.refusing);
  if (status.stopped !== null) say("stopped", 0, status.stopped);
  for (const [task, why] of Object.entries(status.failing)) say("failing", 0, `${task}: ${why}`);
  const { stored } = status;
  if (stored === null) return [{ worry: "store", count: 0, detail: status.error ?? "" }, ...found];
  if (!stored.sending) say("silent", 0);
  if (stored.pending > 0 && (stored.oldest_pending_seconds ?? 0) > SLOW_SECONDS) say("pending", stored.pending);
  const missing = sum(stored.sources.map((source) => source.missing));
  if (missing > 0) say("missing", missing, [...new Set(stored.sources.flatMap((source) => source.counties_missing))].join("、"));
  const parked = (mine: boolean): number =>
    sum(stored.parked.filter((line) => PERSON.has(line.reason) === mine && line.reason !== "unrepeated").map((line) => line.events));
  if (parked(true) > 0) say("decide", parked(true));
  if (parked(false) > 0) say("waiting", parked(false));
  if (stored.unrepeated > 0) say("unrepeated", stored.unrepeated);
  if (stored.must_be_checked.length > 0) say("check", stored.must_be_checked.length, stored.must_be_checked.join("、"));
  return found;
}

export const grave = (one: Running): boolean => concerns(one).some((concern) => concern.worry !== "waiting");

/** Events that are known of and not applied yet, by all of the service's consumers. */
export const behind = (status: StatusView): number =>
  sum((status.stored?.sources ?? []).map((source) => Math.max(source.known - source.applied - source.waiting, 0)));

export const share = (replay: ReplayView): number => (replay.bound > 0 ? Math.min(replay.cursor / replay.bound, 1) : 1);

const sum = (numbers: number[]): number => numbers.reduce((before, now) => before + now, 0);

/** JSON is shown on lines of its own; what is none, as it came. */
export function readable(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}
