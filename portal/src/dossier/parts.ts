/** Parts of a page, each of which is read, fails and comes back by itself. */
import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { isProblem } from "@/api/http";
import { failureOf, type Failure } from "@/shared/loading";

/** Not for the reader, or not there: the services answer both alike, and neither is a failure. */
const WITHHELD = new Set([403, 404]);

/** Null: the reader is not to see it, or there is none. Whatever else goes wrong is thrown. */
export async function seen<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isProblem(error) && WITHHELD.has(error.status)) return null;
    throw error;
  }
}

export type Gathered<T> = { [K in keyof T]: T[K] | null };

/** What one service has of a thing, in parallel; null: nothing of it is for the reader. */
export async function gather<T extends object>(reads: { [K in keyof T]: Promise<T[K]> }): Promise<Gathered<T> | null> {
  const names = Object.keys(reads) as (keyof T)[];
  const found = await Promise.all(names.map((name) => seen(reads[name])));
  if (found.every((one) => one === null)) return null;
  return Object.fromEntries(names.map((name, at) => [name, found[at]])) as Gathered<T>;
}

export interface Part<T> {
  /** What was read last stays while it is read anew, also in vain. */
  value: ShallowRef<T | null>;
  state: Ref<"reading" | "here" | "withheld" | "away">;
  failure: ShallowRef<Failure | null>;
  load: () => Promise<void>;
}

/** Seconds until it is tried again: soon at first, and never so often that a service that starts is held up by it. */
const WAITS = [3, 6, 12, 30, 60] as const;

/** Reads when the page is shown; what is away is tried again by itself, and at once when the network is back. */
export function usePart<T>(read: () => Promise<T | null>): Part<T> {
  const value = shallowRef<T | null>(null);
  const state = ref<"reading" | "here" | "withheld" | "away">("reading");
  const failure = shallowRef<Failure | null>(null);
  let failed = 0;
  let round = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;

  async function load(): Promise<void> {
    clearTimeout(timer);
    const mine = ++round;
    try {
      const found = await read();
      if (mine !== round) return;
      value.value = found;
      state.value = found === null ? "withheld" : "here";
      failure.value = null;
      failed = 0;
    } catch (error) {
      if (mine !== round) return;
      failure.value = failureOf(error);
      state.value = "away";
      const wait = WAITS[Math.min(failed++, WAITS.length - 1)] ?? 60;
      if (!gone) timer = setTimeout(() => void load(), wait * 1000);
    }
  }
  const back = (): void => { if (state.value === "away") void load(); };
  onMounted(() => {
    void load();
    window.addEventListener("online", back);
  });
  onBeforeUnmount(() => {
    gone = true;
    clearTimeout(timer);
    window.removeEventListener("online", back);
  });
  return { value, state, failure, load };
}
