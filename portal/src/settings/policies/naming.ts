/** What a field and a value are called. */
import { language } from "@/words";
import { t, word } from "./words";

export const fieldName = (name: string): string => (language() === "en" ? name.replaceAll("_", " ") : word("field", name));

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
