/** What was filled in outlives the way to the issuer and back, in this tab and no longer. */
import { watch } from "vue";

/** Takes up what was kept under `name`, and keeps `form` there whenever it changes. Once dropped, it is kept again from
 * when it is as blank as it began: what was sent is no draft, and the next thing that is written is one. */
export function useDraft(name: string, form: Record<string, unknown>): { drop: () => void } {
  const key = `cppcc.draft ${name}`;
  const blank = JSON.stringify(form);
  const kept = sessionStorage.getItem(key);
  if (kept !== null) {
    const found = JSON.parse(kept) as Record<string, unknown>;
    for (const field of Object.keys(form)) if (field in found) form[field] = found[field];
  }
  let sent = false;
  watch(
    () => JSON.stringify(form),
    (now) => {
      if (now === blank) {
        sent = false;
        sessionStorage.removeItem(key);
      } else if (!sent) sessionStorage.setItem(key, now);
    },
  );
  return {
    drop: () => {
      sent = JSON.stringify(form) !== blank;
      sessionStorage.removeItem(key);
    },
  };
}
