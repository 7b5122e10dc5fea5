/** One command at a time, under one Idempotency-Key as long as the same is asked; what refused it stands beside the form. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { failureOf, type Failure } from "@/shared/loading";
import { OneKey } from "./outcome";

export interface Headers {
  "Idempotency-Key": string;
}

export interface Acting {
  sending: Ref<boolean>;
  failure: ShallowRef<Failure | null>;
  /** Whether it was done. `asked` is all that makes it this command and no other. */
  act: (asked: unknown, send: (headers: Headers) => Promise<unknown>) => Promise<boolean>;
}

export function useActing(done: () => unknown = () => undefined): Acting {
  const sending = ref(false);
  const failure = shallowRef<Failure | null>(null);
  const key = new OneKey();
  async function act(asked: unknown, send: (headers: Headers) => Promise<unknown>): Promise<boolean> {
    if (sending.value) return false;
    sending.value = true;
    failure.value = null;
    try {
      await send({ "Idempotency-Key": key.of(asked) });
      key.done();
    } catch (error) {
      failure.value = failureOf(error);
      return false;
    } finally {
      sending.value = false;
    }
    await done();
    return true;
  }
  return { sending, failure, act };
}
