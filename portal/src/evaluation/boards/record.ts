/** One proposal's records, as a person reads them. */
import type { ProposalRecords } from "@/api/generated/evaluation/types.gen";
import { memberName } from "@/desk/names";
import { day, moment } from "@/words";
import { t, word } from "./words";

type Value = ProposalRecords["records"][number]["values"][string];

/** By these machines find it: they stand at the end. */
const IDS = ["proposal_id", "assignment_id", "consultation_id", "commitment_id", "outcome_id"];
/** Texts and names: none of these is a word that is to be said otherwise. */
const PLAIN = new Set(["title", "supervisor", "category", "session_id", "repeats", ...IDS]);

/** What is known, in words; the unit stands in the heading. */
export function entries(values: Record<string, Value>): [string, string][] {
  const known = Object.entries(values).filter(
    ([name, value]) => name !== "unit_id" && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  const last = ([name]: [string, unknown]): number => (IDS.includes(name) ? 1 : 0);
  return known.sort((a, b) => last(a) - last(b)).map(([name, value]) => [word("field", name), said(name, value)]);
}

function said(name: string, value: unknown): string {
  if (value === null || value === undefined) return t("record.none");
  if (typeof value === "boolean") return value ? t("record.yes") : t("record.no");
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map((one) => said(name, one)).join("、");
  if (typeof value === "object") return Object.entries(value).map(([key, one]) => `${key}：${said(name, one)}`).join("；");
  const text = String(value);
  if (name === "proposers" || name === "member_id") return memberName(text);
  if (PLAIN.has(name)) return text;
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return day(text);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return moment(text);
  return word("value", text);
}
