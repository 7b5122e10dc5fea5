/** Pages keep up by themselves while somebody looks at them; nothing is asked for a page in the background. */
import { onBeforeUnmount, onMounted, ref, watch } from "vue";

/** Counts the times when something came for whoever is signed in: what waits for them may be another thing by now. */
export const news = ref(0);

/** Counts the times when somebody read what had come. */
export const seen = ref(0);

/** Calls `look` every so many seconds, and at once when the page is looked at again after as long. */
export function useEvery(seconds: number, look: () => unknown): void {
  let last = Date.now();
  const due = (): void => {
    // A tick may come some milliseconds before its time.
    if (document.hidden || Date.now() - last < seconds * 1000 - 500) return;
    last = Date.now();
    look();
  };
  const timer = setInterval(due, seconds * 1000);
  onMounted(() => document.addEventListener("visibilitychange", due));
  onBeforeUnmount(() => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", due);
  });
}

/** Reads a page anew when something came for its reader, and now and then without. */
export function useLive(load: () => unknown, seconds = 180): void {
  useEvery(seconds, load);
  watch(news, load);
}
