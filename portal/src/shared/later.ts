/** A part that is fetched when it is shown. What Vue itself has for it would weigh eight hundred bytes on every page. */
import { defineComponent, h, shallowRef, type Component } from "vue";
import FailureNote from "./FailureNote.vue";

export function later<T extends Component>(load: () => Promise<{ default: T }>): T {
  const part = shallowRef<T | null>(null);
  const fetched = defineComponent({
    inheritAttrs: false,
    setup(_, { attrs, slots }) {
      const away = shallowRef(false);
      async function fetchIt(): Promise<void> {
        away.value = false;
        try {
          part.value ??= (await load()).default;
        } catch {
          away.value = true;
        }
      }
      void fetchIt();
      return () => {
        if (part.value !== null) return h(part.value, attrs, slots);
        return away.value ? h(FailureNote, { failure: { kind: "offline" }, onAgain: fetchIt }) : null;
      };
    },
  });
  // It takes what the part takes.
  return fetched as unknown as T;
}
