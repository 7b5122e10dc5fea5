/** What a page shows while a command is on its way, and when it was refused. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { failureOf, type Failure } from "@/shared/loading";
import { explained } from "./refusals";

export interface Sending {
  sending: Ref<boolean>;
  refused: ShallowRef<Failure | null>;
  /** Whether it was done; a second one is not begun while the first is on its way. */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
}

export function useSending(): Sending {
  const sending = ref(false);
  const refused = shallowRef<Failure | null>(null);
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (sending.value) return false;
    sending.value = true;
    refused.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      refused.value = explained(failureOf(error));
      return false;
    } finally {
      sending.value = false;
    }
  }
  return { sending, refused, attempt };
}
