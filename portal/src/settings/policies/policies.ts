/** The county's rules, each service's by itself: what is in force, how it differs from what was shipped, who changed it. */
import { at, SERVICES, type ServiceName } from "@/api/each";
import type { PolicyLine, PolicyView } from "@/api/generated/submission/types.gen";
import { orAway } from "@/shared/loading";

export interface Rules {
  service: ServiceName;
  /** Null: the service is away. */
  lines: PolicyLine[] | null;
}
export const readRules = (): Promise<Rules[]> =>
  Promise.all(SERVICES.map(async (service) => ({ service, lines: await orAway(at(service).policies().then(({ data }) => data)) })));

export interface Rule {
  policy: PolicyView;
  etag: string;
}
export async function readRule(service: ServiceName, name: string): Promise<Rule> {
  const { data, response } = await at(service).policy({ path: { name } });
  return { policy: data, etag: response.headers.get("ETag") ?? "" };
}

export type Document = Record<string, unknown>;
export const putRule = (service: ServiceName, name: string, document: Document, effective_from: string | null, headers: { "Idempotency-Key": string; "If-Match": string }) =>
  at(service).putPolicy({ path: { name }, headers, body: { document, effective_from } });

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export interface Difference {
  field: string;
  before: unknown;
  after: unknown;
}
export const differences = (before: Document, after: Document): Difference[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !same(before[field], after[field])).map((field) => ({ field, before: before[field], after: after[field] }));

/** How a value is edited: what has no form of its own is edited as JSON. */
export type Kind = "yes" | "number" | "text" | "lines" | "numbers" | "group" | "json";
export function kindOf(value: unknown): Kind {
  if (typeof value === "boolean") return "yes";
  if (typeof value === "number") return "number";
  if (typeof value === "string") return "text";
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((one) => typeof one === "number")) return "numbers";
    return value.length > 0 && value.every((one) => typeof one === "string") ? "lines" : "json";
  }
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
    return Object.values(value).every((one) => ["number", "boolean"].includes(typeof one)) || Object.values(value).every((one) => typeof one === "string") ? "group" : "json";
  }
  return "json";
}

/** As it is typed; `back` makes the value of it, and throws where it makes none. */
export function typed(value: unknown, kind: Kind): string {
  if (kind === "lines") return (value as string[]).join("\n");
  if (kind === "numbers") return (value as number[]).join("，");
  return kind === "json" ? JSON.stringify(value, null, 2) : String(value as string | number);
}
export function back(text: string, kind: Kind): unknown {
  if (kind === "lines") return text.split("\n").map((one) => one.trim()).filter(Boolean);
  if (kind === "number") return numberOf(text);
  if (kind === "numbers") return text.split(/[，,、\s]+/).filter(Boolean).map(numberOf);
  return kind === "json" ? (JSON.parse(text) as unknown) : text;
}
function numberOf(text: string): number {
  const value = Number(text.trim());
  if (text.trim() === "" || Number.isNaN(value)) throw new SyntaxError("no number");
  return value;
}

/** A wall clock's time of the county, as an instant. */
export const instant = (local: string): string => `${local}:00+08:00`;
