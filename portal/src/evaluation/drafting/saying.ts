/** A mistake in words: which rule, and where in the draft. */
import { LIMITS, type Draft } from "./drafting";
import { t, word } from "./words";

/** A rule that has no name of its own is said as such. */
export function said(rule: string): string {
  const found = word("mistake", rule);
  return rule === "" || found === rule ? t("mistake.other") : found;
}

const named = (what: string, name: string): string => (name.trim() === "" ? what : `${what}“${name.trim()}”`);
const field = (group: "indicator" | "level" | "rules", name: string): string => {
  const found = word(group, name);
  return found === name ? "" : found;
};
const joined = (...parts: string[]): string => parts.filter((one) => one !== "").join(" · ");

/** Where a place is, as its page calls it; empty: it is of the whole. */
export function whereSaid(at: string, draft: Draft): string {
  const [list = "", key = "", inner = "", own = "", ...rest] = at.split("/");
  if (list === "title") return t("page.name");
  if (list === "rules") {
    const group = draft.groups.find((one) => one.key === inner);
    if (key === "groups") return joined(named(t("rules.groups"), group?.name ?? ""), field("rules", { name: "groupName", code: "groupCode", at_least: "least" }[own] ?? own));
    return LIMITS.some((one) => one === key) ? word("rules.limit", key) : t("rules.ties");
  }
  const number = draft.categories.findIndex((one) => one.key === key);
  const category = draft.categories[number];
  if (category === undefined) return "";
  const place = category.indicators.findIndex((one) => one.key === own);
  const indicator = category.indicators[place];
  if (indicator === undefined) return joined(named(t("category.title", { number: number + 1 }), category.name), inner === "name" ? t("category.name") : "");
  const what = named(t("indicator.title", { number: `${String(number + 1)}.${String(place + 1)}` }), indicator.name);
  const last = rest.at(-1) ?? "";
  return joined(what, rest[0] === "levels" ? joined(word("level", "name"), rest.length > 1 ? field("level", last === "at_least" ? "from" : last) : "") : field("indicator", last));
}
