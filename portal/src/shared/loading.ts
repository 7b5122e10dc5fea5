/** What a page shows while it reads, and when it could not. */
import { computed, onMounted, shallowRef, type ComputedRef, type ShallowRef } from "vue";
import { isProblem, Offline, type Problem } from "@/api/http";

export type Failure = { kind: "offline" } | { kind: "problem"; problem: Problem } | { kind: "broken"; detail: string };

export function failureOf(error: unknown): Failure {
  if (error instanceof Offline) return { kind: "offline" };
  if (isProblem(error)) return { kind: "problem", problem: error };
  return { kind: "broken", detail: String(error) };
}

export interface Loading<T> {
  value: ShallowRef<T | null>;
  failure: ShallowRef<Failure | null>;
  busy: ComputedRef<boolean>;
  load: () => Promise<void>;
}

/** Reads when the page is shown, and again when asked; what was read before stays while it is read anew. What was asked
 * for last is what is shown, whichever answer comes last. */
export function useLoading<T>(read: () => Promise<T>): Loading<T> {
  const value = shallowRef<T | null>(null);
  const failure = shallowRef<Failure | null>(null);
  const running = shallowRef(0);
  let last = 0;
  async function load(): Promise<void> {
    const own = ++last;
    running.value++;
    try {
      const found = await read();
      if (own !== last) return;
      value.value = found;
      failure.value = null;
    } catch (error) {
      if (own === last) failure.value = failureOf(error);
    } finally {
      running.value--;
    }
  }
  onMounted(load);
  return { value, failure, busy: computed(() => running.value > 0), load };
}

/** A read that may fail without taking the page with it: null, and the page says that this part is away. */
export async function orAway<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch {
    return null;
  }
}

/** What is not there yet is no failure: null. */
export async function orNone<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (isProblem(error) && error.status === 404) return null;
    throw error;
  }
}
