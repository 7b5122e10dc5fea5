/** Taking a file while something is decided on it, and giving it back: what is open here is nobody else's to decide. */
import { onBeforeUnmount, shallowRef, type ShallowRef } from "vue";
import { submissionApi } from "@/api/staff";
import { isProblem } from "@/api/http";
import type { LockView } from "@/api/generated/submission/types.gen";

export interface Holding {
  /** Who else has the file, and until when. */
  other: ShallowRef<LockView | null>;
  until: ShallowRef<string | null>;
  take: (id: string) => Promise<void>;
  release: () => Promise<void>;
  look: (id: string) => Promise<void>;
}

export function useLock(allowed: () => boolean): Holding {
  const other = shallowRef<LockView | null>(null);
  const until = shallowRef<string | null>(null);
  let held: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function look(id: string): Promise<void> {
    try {
      const { data } = await submissionApi.getProposalsByProposalIdLock({ path: { proposal_id: id } });
      other.value = data.holder === null ? null : data;
    } catch {
      // Who has it is not known then; the answer to the decision will tell.
    }
  }

  /** Refusals other than somebody else's lock are the decision's own to meet. */
  async function take(id: string): Promise<void> {
    clearTimeout(timer);
    if (!allowed()) return;
    try {
      const { data } = await submissionApi.postProposalsByProposalIdLock({ path: { proposal_id: id } });
      held = id;
      until.value = data.until;
      other.value = null;
      const left = Date.parse(data.until ?? "") - Date.now();
      // Kept as long as the form is open.
      if (left > 0) timer = setTimeout(() => void take(id), Math.max(left / 2, 5_000));
    } catch (error) {
      until.value = null;
      if (isProblem(error) && error.rule === "locked") await look(id);
    }
  }

  async function release(): Promise<void> {
    clearTimeout(timer);
    const id = held;
    held = null;
    until.value = null;
    if (id === null) return;
    try {
      await submissionApi.postProposalsByProposalIdUnlock({ path: { proposal_id: id } });
    } catch {
      // It ends by itself.
    }
  }
  onBeforeUnmount(() => void release());
  return { other, until, take, release, look };
}
