/**
 * What a person typed and no service has yet, kept on this device: by person and county, until it is saved or they
 * sign out. It outlives a closed tab and a dead battery, which what a tab keeps does not.
 */
const PREFIX = "cppcc.kept ";

export interface Kept<T> {
  read: (id: string) => T | null;
  /** False where the device has no room or does not let it: then it is said, since a closed tab would lose it. */
  write: (id: string, value: T) => boolean;
  remove: (id: string) => void;
  ids: () => string[];
}

export function keptFor<T>(owner: string, what: string): Kept<T> {
  const begins = `${PREFIX}${what} ${owner} `;
  return {
    read(id) {
      try {
        const found = localStorage.getItem(begins + id);
        return found === null ? null : (JSON.parse(found) as T);
      } catch {
        return null;
      }
    },
    write(id, value) {
      try {
        localStorage.setItem(begins + id, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    remove(id) {
      localStorage.removeItem(begins + id);
    },
    ids: () => keys(begins).map((key) => key.slice(begins.length)),
  };
}

const keys = (begins: string): string[] => Object.keys(localStorage).filter((key) => key.startsWith(begins));

/** What begins with this word was read from a service and is there for want of a network: nobody loses it. */
const COPY = `${PREFIX}copy `;

/** Whether something is kept that no service has: who signs out now loses it. */
export const anythingKept = (): boolean => keys(PREFIX).some((key) => !key.startsWith(COPY));

/** Nothing of anybody is left on the device. */
export function forget(): void {
  for (const key of keys(PREFIX)) localStorage.removeItem(key);
}

/** How a person knows this device again when another one has saved something else. */
export function deviceName(): string {
  const KEY = "cppcc.device";
  const known = localStorage.getItem(KEY);
  if (known !== null) return known;
  const kind = /iPhone|iPad/.exec(navigator.userAgent)?.[0] ?? (/Android/.test(navigator.userAgent) ? "Android" : "PC");
  const made = `${kind}-${crypto.getRandomValues(new Uint16Array(1))[0]?.toString(16).padStart(4, "0") ?? ""}`;
  localStorage.setItem(KEY, made);
  return made;
}
