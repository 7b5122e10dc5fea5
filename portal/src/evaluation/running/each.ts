/** Many commands one after the other: what was done stands where the network fails, and each says what became of it. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { newKey } from "@/api/http";
import { inParts, MOST, type Asked, type Outcome } from "@/desk/outcome";
import { ruleSaid } from "@/desk/refusal";
import { failureOf } from "@/shared/loading";

export interface Each<T extends Asked> {
  sending: Ref<boolean>;
  outcome: ShallowRef<Outcome | null>;
  run: (items: readonly T[]) => Promise<void>;
}

/** `send` answers what one is now, in words. */
export function useEach<T extends Asked>(send: (item: T, headers: { "Idempotency-Key": string }) => Promise<string>, done: () => unknown): Each<T> {
  const sending = ref(false);
  const outcome = shallowRef<Outcome | null>(null);
  async function one(item: T): Promise<Outcome["results"]> {
    const { id, title } = item;
    try {
      return [{ id, title, done: true, said: await send(item, { "Idempotency-Key": newKey() }), rule: null, detail: null }];
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind !== "problem" || failure.problem.rule === undefined) throw error;
      const { rule, detail = null } = failure.problem;
      return [{ id, title, done: false, said: ruleSaid(rule, detail), rule, detail }];
    }
  }
  async function run(items: readonly T[]): Promise<void> {
    sending.value = true;
    outcome.value = { results: [], left: [...items], failure: null };
    // Each is a part by itself.
    outcome.value = await inParts(items, async (part) => (await Promise.all(part.map(one))).flat(), (now) => { outcome.value = now; }, () => MOST);
    sending.value = false;
    await done();
  }
  return { sending, outcome, run };
}
