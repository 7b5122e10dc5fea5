/** A part that is fetched when it is shown. What Vue itself has for it would weigh eight hundred bytes on every page. */
import { defineComponent, h, shallowRef, type Component } from "vue";

export function later<T extends Component>(load: () => Promise<{ default: T }>): T {
  const part = shallowRef<T | null>(null);
  const fetched = defineComponent({
    inheritAttrs: false,
    setup(_, { attrs, slots }) {
      if (part.value === null) void load().then((found) => (part.value = found.default));
      return () => (part.value === null ? null : h(part.value, attrs, slots));
    },
  });
  // It takes what the part takes.
  return fetched as unknown as T;
}
