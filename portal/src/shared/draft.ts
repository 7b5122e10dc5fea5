/** What was filled in outlives the way to the issuer and back, in this tab and no longer. */
import { watch } from "vue";

/** Takes up what was kept under `name`, and keeps `form` there whenever it changes, until it is dropped. */
export function useDraft(name: string, form: Record<string, unknown>): { drop: () => void } {
  const key = `cppcc.draft ${name}`;
  const kept = sessionStorage.getItem(key);
  if (kept !== null) {
    const found = JSON.parse(kept) as Record<string, unknown>;
    for (const field of Object.keys(form)) if (field in found) form[field] = found[field];
  }
  const stop = watch(
    () => JSON.stringify(form),
    (now) => {
      sessionStorage.setItem(key, now);
    },
  );
  return {
    drop: () => {
      stop();
      sessionStorage.removeItem(key);
    },
  };
}
