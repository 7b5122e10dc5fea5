/** Who has several counties looks at one at a time; which one outlives a reload, and ends with the session. */
import { computed, shallowRef } from "vue";
import { also } from "@/api/http";
import { person } from "@/session/session";

const KEPT = "cppcc.county";
const NAMES = "cppcc.counties";
/** These are of all counties of the token at once. */
const ACROSS = /\/boards\/[^/]+\/counties(\.xlsx)?$|^\/\w+\/operations\//;

export const counties = computed(() => (person.value?.county ?? "").split(" ").filter(Boolean));
const chosen = shallowRef(sessionStorage.getItem(KEPT) ?? "");
/** Empty: the token's only one. */
export const county = computed(() => {
  if (counties.value.length < 2) return "";
  return counties.value.includes(chosen.value) ? chosen.value : (counties.value[0] ?? "");
});

export function lookAt(code: unknown): void {
  if (typeof code !== "string" || !counties.value.includes(code)) return;
  chosen.value = code;
  sessionStorage.setItem(KEPT, code);
}

/** What counties are called is said where they stand side by side. */
const names = shallowRef(JSON.parse(sessionStorage.getItem(NAMES) ?? "{}") as Record<string, string>);
export const countyName = (code: string): string => names.value[code] ?? code;
export function call(found: Record<string, string>): void {
  names.value = { ...names.value, ...found };
  sessionStorage.setItem(NAMES, JSON.stringify(names.value));
}

also.to = (request) => {
  if (county.value !== "" && !ACROSS.test(new URL(request.url).pathname)) request.headers.set("X-County", county.value);
};
