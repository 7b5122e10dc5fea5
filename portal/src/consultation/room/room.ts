/** What stands beside a meeting: who came, by which code, and the files that each side brings. */
import type { AssignmentView, BroughtView, CallFor, CodeView, ConsultationView } from "@/api/generated/consultation/types.gen";

/** As the room shows it, or a link carries it behind its `#`: without what people type in between. */
export const codeIn = (typed: string): string => typed.replace(/^#/, "").replace(/[\s-]/g, "").toUpperCase();
/** Four at a time, as people read such things out. */
export const grouped = (code: string): string => code.match(/.{1,4}/g)?.join(" ") ?? "";

export interface Shown {
  code: CodeView;
  /** Milliseconds until the next one takes its place. */
  left: number;
}

/** By the service's clock and not by the device's, which may be minutes away from it; never at once, so that nobody asks without end. */
export function shownBy(code: CodeView, at: string | null, now: number): Shown {
  const service = at === null ? NaN : Date.parse(at);
  return { code, left: Math.max(Date.parse(code.until) - (Number.isNaN(service) ? now : service), 1000) };
}

export type Side = "unit" | "proposer";
type Met = Pick<ConsultationView, "state" | "unit_id" | "confirmed_by" | "confirmed_files" | "finding">;

/** Null: whoever reads it is of neither party. A member who is shown it is one of its proposers. */
export function sideOf(met: Met, reader: { memberId: string | null; units: readonly string[]; roles: readonly string[] }): Side | null {
  if (reader.roles.includes("unit") && met.unit_id !== null && reader.units.includes(met.unit_id)) return "unit";
  return reader.roles.includes("member") && reader.memberId !== null ? "proposer" : null;
}

/** Nobody has said yet that the record is right. */
const unspoken = (met: Met): boolean => met.confirmed_by.length === 0 && met.finding === null;

export type Purpose = "material" | "photo" | "minutes_scan" | "evidence";

/** What one of the two parties may add to the record as it stands. */
export function addable(met: Met): Purpose[] {
  if (met.state === "disputed") return ["evidence"];
  if (met.state === "scheduled") return unspoken(met) ? ["material"] : [];
  return met.state === "recorded" && unspoken(met) ? ["material", "photo", "minutes_scan"] : [];
}

/** By whoever brought it, as long as nothing has been said of it. */
export function removable(met: Met, file: Pick<BroughtView, "member_id" | "purpose" | "sha256">, side: Side | null, memberId: string | null): boolean {
  if (side === null || file.member_id !== (side === "unit" ? null : memberId)) return false;
  if (met.state === "disputed") return file.purpose === "evidence" && !met.confirmed_files.includes(file.sha256);
  return (met.state === "scheduled" || met.state === "recorded") && unspoken(met);
}

export const size = (bytes: number): string => (bytes < 1e6 ? `${String(Math.ceil(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** As the service has it: what is said before the reply is talked over while it is worked on. */
export function phasesOf(assignment: Pick<AssignmentView, "state">): CallFor["phase"][] {
  if (assignment.state === "accepted" || assignment.state === "plan_agreed") return ["before", "during"];
  return assignment.state === "replied" || assignment.state === "closed" ? ["after"] : [];
}

type Talk = Pick<ConsultationView, "assignment_id" | "cycle" | "phase" | "state" | "at">;

/** Phases that may still be called for: none beside a call that waits, or a meeting that is fixed. */
export const callable = (assignment: Pick<AssignmentView, "id" | "cycle" | "state">, talks: readonly Talk[]): CallFor["phase"][] =>
  assignment.state === "closed"
    ? []
    : phasesOf(assignment).filter((phase) => !own(assignment, talks, phase).some((one) => one.state === "called_for" || (one.state === "scheduled" && one.at !== null)));

/** Phases that may still be given up: neither held and confirmed, nor given up before. */
export const givable = (assignment: Pick<AssignmentView, "id" | "cycle" | "state">, talks: readonly Talk[]): CallFor["phase"][] =>
  phasesOf(assignment).filter((phase) => !own(assignment, talks, phase).some((one) => GIVEN_UP.has(one.state)));

const GIVEN_UP = new Set(["confirmed", "stands", "waived", "released"]);
const own = (assignment: Pick<AssignmentView, "id" | "cycle">, talks: readonly Talk[], phase: string): Talk[] =>
  talks.filter((one) => one.assignment_id === assignment.id && one.cycle === assignment.cycle && one.phase === phase);
