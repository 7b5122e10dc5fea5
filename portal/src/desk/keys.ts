/** A page's keys: one list says which key does what, answers the keyboard and is shown under `?`. */
import { onBeforeUnmount, onMounted } from "vue";
import type { Key } from "./words";

export interface KeyBinding {
  /** As `KeyboardEvent.key` says it; several do the same. */
  keys: readonly string[];
  /** The key of its words. */
  what: Key;
  act: () => void;
  /** Together with Ctrl. */
  ctrl?: boolean;
  /** Also while something is being typed. */
  typing?: boolean;
  /** Whether it does anything now; what it does not, the browser does. */
  when?: () => boolean;
}

const FIELDS = new Set(["INPUT", "TEXTAREA", "SELECT"]);
/** A button or a link that has the focus answers these itself. */
const PRESSES = new Set(["Enter", " "]);
const PRESSED = new Set(["A", "BUTTON", "SUMMARY"]);
const MARKS = new Set(["checkbox", "radio"]);

function typed(target: Element | null): boolean {
  if (target === null || !FIELDS.has(target.tagName)) return false;
  return !(target instanceof HTMLInputElement && MARKS.has(target.type));
}

/** The binding that answers the key, if one does; what is pressed with Alt or Meta is the browser's. */
export function answering(bindings: readonly KeyBinding[], event: KeyboardEvent): KeyBinding | null {
  if (event.altKey || event.metaKey || event.isComposing) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (PRESSES.has(event.key) && !event.ctrlKey && target !== null && PRESSED.has(target.tagName)) return null;
  const typing = typed(target);
  const fits = (one: KeyBinding): boolean =>
    one.keys.includes(event.key) &&
    event.ctrlKey === (one.ctrl === true) &&
    (!typing || one.typing === true) &&
    (one.when === undefined || one.when());
  return bindings.find(fits) ?? null;
}

export function useKeys(bindings: readonly KeyBinding[]): void {
  const hear = (event: KeyboardEvent): void => {
    const found = event.defaultPrevented ? null : answering(bindings, event);
    if (found === null) return;
    event.preventDefault();
    found.act();
  };
  onMounted(() => { document.addEventListener("keydown", hear); });
  onBeforeUnmount(() => { document.removeEventListener("keydown", hear); });
}
