/** What a field and a value are called. */
import { language } from "@/words";
import { t, word } from "./words";

/** One name may say two things: `rule` is the rule of whose own field it is. */
export function fieldName(name: string, rule?: string): string {
  if (language() === "en") return name.replaceAll("_", " ");
  const own = word("special", `${rule ?? ""} ${name}`);
  return own.endsWith(` ${name}`) ? word("field", name) : own;
}

const MOST = 120;
export function valueSaid(value: unknown): string {
  if (value === null || value === undefined || value === "") return t("page.empty");
  if (typeof value === "boolean") return value ? t("page.yes") : t("page.no");
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.length ? value.join(t("separator")) : t("page.empty");
  const flat = typeof value === "object" && !Array.isArray(value) && Object.values(value).every((one) => typeof one !== "object");
  if (flat) return Object.entries(value).map(([name, one]) => `${fieldName(name)} ${valueSaid(one)}`).join(t("separator")) || t("page.empty");
  const said = typeof value === "string" ? value : JSON.stringify(value);
  return said.length > MOST ? `${said.slice(0, MOST)}……` : said;
}
