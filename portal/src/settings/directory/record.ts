/** One of the directory: what is recorded, how it is typed, what somebody else changed of it meanwhile, and its past. */
import { all, submissionApi } from "@/api/staff";
import type { BodyView, MemberView, PastView, UnitView } from "@/api/generated/submission/types.gen";
import { orAway } from "@/shared/loading";
import type { List } from "./directory";

export type Name = "name" | "sector" | "party_group" | "committee" | "kind" | "officers" | "system" | "linked_committee" | "aliases";
/** As they are typed: officers by their ids, aliases one a line. */
export type Values = Partial<Record<Name, string | string[]>>;
interface Field {
  name: Name;
  as: "text" | "choice" | "lines" | "members";
  needed: boolean;
  choices?: readonly string[];
}
const text = (name: Name, needed = true): Field => ({ name, as: "text", needed });
export const FIELDS: Record<List, readonly Field[]> = {
  members: [text("name"), text("sector"), text("party_group", false), text("committee", false)],
  bodies: [text("name"), { name: "kind", as: "choice", needed: true, choices: ["party_group", "sector", "committee"] }, { name: "officers", as: "members", needed: false }],
  units: [
    text("name"), { name: "system", as: "choice", needed: true, choices: ["party", "government", "other"] }, text("linked_committee"),
    { name: "aliases", as: "lines", needed: false },
  ],
};

export const blank = (list: List): Values => Object.fromEntries(FIELDS[list].map((one) => [one.name, one.as === "members" ? [] : ""]));
type One = MemberView | BodyView | UnitView;
export function valuesOf(list: List, one: One): Values {
  const record = one as unknown as Record<string, string | string[] | null>;
  return Object.fromEntries(
    FIELDS[list].map(({ name, as }) => {
      const value = record[name];
      return [name, as === "members" ? [...(value ?? [])] : Array.isArray(value) ? value.join("\n") : (value ?? "")];
    }),
  );
}
export const incomplete = (list: List, values: Values): boolean => FIELDS[list].some((one) => one.needed && String(values[one.name] ?? "").trim() === "");

const said = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join("\n") : (value ?? "")).trim();
const orNull = (value: string | string[] | undefined): string | null => said(value) || null;
const lines = (value: string | string[] | undefined): string[] => said(value).split(/[\n、]/).map((one) => one.trim()).filter(Boolean);
const memberBody = (one: Values) => ({ name: said(one.name), sector: said(one.sector), party_group: orNull(one.party_group), committee: orNull(one.committee) });
const bodyBody = (one: Values) => ({ name: said(one.name), kind: said(one.kind) as "sector", officers: [...((one.officers as string[] | undefined) ?? [])] });
const unitBody = (one: Values) => ({ name: said(one.name), system: said(one.system) as "party", linked_committee: said(one.linked_committee), aliases: lines(one.aliases) });

interface Key {
  "Idempotency-Key": string;
}
export function enrol(list: List, id: string, term: number, values: Values, headers: Key): Promise<unknown> {
  if (list === "members") return submissionApi.postMembers({ headers, body: { member_id: id, term, ...memberBody(values) } });
  if (list === "bodies") return submissionApi.postBodies({ headers, body: { body_id: id, ...bodyBody(values) } });
  return submissionApi.postUnits({ headers, body: { unit_id: id, ...unitBody(values) } });
}
export function correct(list: List, id: string, values: Values, headers: Key & { "If-Match": string }): Promise<unknown> {
  if (list === "members") return submissionApi.putMembersByMemberId({ path: { member_id: id }, headers, body: memberBody(values) });
  if (list === "bodies") return submissionApi.putBodiesByBodyId({ path: { body_id: id }, headers, body: bodyBody(values) });
  return submissionApi.putUnitsByUnitId({ path: { unit_id: id }, headers, body: unitBody(values) });
}
/** Of the version that was read: whoever ends it has seen what it is. */
export function retire(list: List, id: string, reason: string, headers: Key & { "If-Match": string }): Promise<unknown> {
  if (list === "members") return submissionApi.postMembersByMemberIdRetire({ path: { member_id: id }, headers, body: { reason } });
  if (list === "bodies") return submissionApi.postBodiesByBodyIdRetire({ path: { body_id: id }, headers, body: { reason } });
  return submissionApi.postUnitsByUnitIdRetire({ path: { unit_id: id }, headers, body: { reason } });
}

export interface Difference {
  name: Name;
  before: string;
  after: string;
  /** Typed here as something else, which is kept. */
  mine: boolean;
}
const same = (a: string | string[] | undefined, b: string | string[] | undefined): boolean => said(a) === said(b);
/** What somebody else changed since the fields began with `was`; what nobody touched here follows it. */
export function meanwhile(list: List, was: Values, now: Values, typed: Values): { changed: Difference[]; typed: Values } {
  const changed = FIELDS[list].filter((one) => !same(was[one.name], now[one.name]));
  const untouched = changed.filter((one) => same(was[one.name], typed[one.name]));
  return {
    changed: changed.map(({ name }) => ({ name, before: said(was[name]), after: said(now[name]), mine: !same(was[name], typed[name]) && !same(now[name], typed[name]) })),
    typed: { ...typed, ...Object.fromEntries(untouched.map(({ name }) => [name, now[name]])) },
  };
}
export const touched = (list: List, was: Values, typed: Values): boolean => FIELDS[list].some((one) => !same(was[one.name], typed[one.name]));

/** What there is already, to be chosen rather than typed anew in other characters. */
export function known(name: Name, around: Around): string[] {
  const found =
    name === "sector" ? [...around.members.map((one) => one.sector), ...around.bodies.filter((one) => one.kind === "sector" && one.active).map((one) => one.name)]
    : name === "party_group" ? [...around.members.map((one) => one.party_group), ...around.bodies.filter((one) => one.kind === "party_group" && one.active).map((one) => one.name)]
    : name === "committee" || name === "linked_committee"
      ? [...around.members.map((one) => one.committee), ...around.units.map((one) => one.linked_committee), ...around.bodies.filter((one) => one.kind === "committee" && one.active).map((one) => one.name)]
      : [];
  return [...new Set(found.filter((one): one is string => Boolean(one)))].sort((a, b) => a.localeCompare(b, "zh-CN"));
}

export interface Around {
  members: MemberView[];
  bodies: BodyView[];
  units: UnitView[];
}
const MOST = 20_000;
export async function readAround(): Promise<Around> {
  const [members, bodies, units] = await Promise.all([
    all((query) => submissionApi.getMembers({ query }), MOST),
    all((query) => submissionApi.getBodies({ query }), MOST),
    all((query) => submissionApi.getUnits({ query }), MOST),
  ]);
  return { members, bodies, units };
}

export interface Recorded {
  one: One;
  etag: string;
  /** The latest first; null: it could not be read. */
  past: PastView[] | null;
  around: Around | null;
}
function ask(list: List, id: string): Promise<{ data: One; response: Response }> {
  if (list === "members") return submissionApi.getMembersByMemberId({ path: { member_id: id } });
  return list === "bodies" ? submissionApi.getBodiesByBodyId({ path: { body_id: id } }) : submissionApi.getUnitsByUnitId({ path: { unit_id: id } });
}
function askPast(list: List, id: string): Promise<{ data: { items: PastView[] } }> {
  if (list === "members") return submissionApi.getMembersByMemberIdHistory({ path: { member_id: id } });
  return list === "bodies" ? submissionApi.getBodiesByBodyIdHistory({ path: { body_id: id } }) : submissionApi.getUnitsByUnitIdHistory({ path: { unit_id: id } });
}
export async function readOne(list: List, id: string): Promise<Recorded> {
  const [{ data: one, response }, past, around] = await Promise.all([ask(list, id), orAway(askPast(list, id)), orAway(readAround())]);
  return { one, etag: response.headers.get("ETag") ?? "", past: past?.data.items.reverse() ?? null, around };
}

export type State = "active" | "open" | "carries" | "ended" | "over" | "ending";
/** Of a unit that has a day to end on that day counts. */
export function stateOf(one: One, today: string): State {
  if ("term" in one) return one.active ? "active" : one.carries_on ? "carries" : "ended";
  if ("officers" in one) return one.active ? "open" : "over";
  return one.ended_on === null ? "open" : one.ended_on > today ? "ending" : "over";
}
/** The first record of one is its enrolment; a member's later term is told as such, everything else is a correction. */
export function deed(past: PastView): "enrolled" | "term" | "corrected" | "retired" | "succeeded" | "undone" | null {
  const named = /^(?:Member|Body|Unit)(Enrolled|Retired|Succeeded|SuccessionUndone)$/.exec(past.event)?.[1];
  if (named === "Retired") return "retired";
  if (named === "Succeeded") return "succeeded";
  if (named === "SuccessionUndone") return "undone";
  if (named !== "Enrolled") return null;
  return past.version === 1 ? "enrolled" : "term" in past.changes ? "term" : "corrected";
}
