/** What happened with a proposal and when, of whatever the services tell the reader: one list, the oldest first. */
import type { Dossier } from "./reading";

export const HAPPENINGS = [
  "filed", "refiled", "edited", "opened", "assigned", "met", "drafted", "issued", "forum", "order", "activity", "asked", "promise", "outcome", "closed",
] as const;

export interface Happening {
  /** A day, or a moment where it is known. */
  at: string;
  what: (typeof HAPPENINGS)[number];
  part: keyof Dossier;
  unit?: string;
  /** What of its kind it was, to be put in words. */
  kind?: string;
  number?: string | number;
  said?: string;
}

const ZONE = "Asia/Shanghai";
/** The calendar day by the wall clock of deadlines. */
export const dayOf = (at: string): string => (at.includes("T") ? new Date(at).toLocaleDateString("sv-SE", { timeZone: ZONE }) : at);

/** By day; of one day what has no hour comes after what has one, and the order of the services' lists stays. */
const order = (a: Happening, b: Happening): number => {
  const [one, other] = [dayOf(a.at), dayOf(b.at)];
  if (one !== other) return one < other ? -1 : 1;
  const [timed, alsoTimed] = [a.at.includes("T"), b.at.includes("T")];
  if (timed && alsoTimed) return Date.parse(a.at) - Date.parse(b.at);
  return Number(alsoTimed) - Number(timed);
};

export function timeline({ submission, consultation, supervision, conversion }: Dossier): Happening[] {
  const found: Happening[] = [];
  const tell = (part: keyof Dossier, what: Happening["what"], at: string | null | undefined, more: Partial<Happening> = {}): void => {
    if (at) found.push({ at, what, part, ...more });
  };
  const filed = submission?.proposal;
  tell("submission", "filed", filed?.received_at);
  for (const one of submission?.texts ?? [])
    if (one.version > 1) tell("submission", one.how === "edited" ? "edited" : "refiled", one.at, { number: one.version });
  tell("supervision", "opened", supervision?.oversight?.opened_on);
  for (const one of consultation?.assignments ?? []) tell("consultation", "assigned", one.issued_at, { unit: one.unit_id, kind: one.role });
  for (const one of consultation?.talks ?? [])
    if (one.held_on) tell("consultation", "met", one.held_on, { kind: one.phase, ...(one.unit_id ? { unit: one.unit_id } : {}) });
  for (const one of consultation?.replies ?? []) {
    const of = { unit: one.unit_id, number: one.reply_version };
    tell("consultation", "drafted", one.drafted_at, of);
    tell("consultation", "issued", one.issued_at, { ...of, said: one.number ?? "" });
  }
  for (const one of consultation?.forums ?? []) if (one.state === "held") tell("consultation", "forum", one.at, { kind: one.level, said: one.title });
  for (const one of supervision?.orders ?? []) tell("supervision", "order", one.issued_at, { said: one.number });
  for (const one of supervision?.activities ?? []) tell("supervision", "activity", one.held_on, { kind: one.kind });
  for (const one of supervision?.talks ?? []) for (const talk of one.talks) tell("supervision", "asked", talk.held_on, { unit: one.unit_id });
  for (const one of conversion?.commitments ?? [])
    if (one.state !== "superseded") tell("conversion", "promise", one.due, { unit: one.unit_id, said: one.promise, kind: one.state });
  for (const one of conversion?.outcomes ?? []) if (one.state === "verified") tell("conversion", "outcome", one.achieved_on, { said: one.title });
  tell("conversion", "closed", conversion?.dossier?.closed_at);
  return found.sort(order);
}
