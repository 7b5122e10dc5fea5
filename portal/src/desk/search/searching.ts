/** Proposals by number, words, handling unit or proposer, from the services that let the reader look. */
import { all, consultationApi, submissionApi } from "@/api";
import type { MatterView } from "@/api/generated/consultation/types.gen";
import { isProblem } from "@/api/http";
import { county } from "@/desk/county";

export interface Found {
  id: string;
  title: string;
  number: number | null;
  /** A proposal of an earlier year has no dossier, nor has one of another county here. */
  open: boolean;
  year: number | null;
  /** The unit or member by whose name it was found; null: by its own words. */
  by: string | null;
}

export interface Answer {
  found: Found[];
  /** There are more than are shown. */
  more: boolean;
  /** Of those who were asked one did not answer. */
  partial: boolean;
  /** None of them did. */
  failed: boolean;
}

export interface Names {
  members: ReadonlyMap<string, string>;
  units: readonly { id: string; name: string }[];
}

export const SEARCHES = ["assigning_office", "auditor", "chair", "city_admin", "city_viewer", "clerk", "county_admin", "reviewer"];
export const LISTS = ["assigning_office", "auditor", "chair", "city_admin", "city_viewer", "clerk", "county_admin", "supervisor", "unit", "unit_leader"];
const SHOWN = 12;
const NAMED = 3;

/** A number alone is a case number, as the index has it. */
export function queryOf(words: string): string {
  const number = /^(?:第\s*)?(\d{1,6})\s*号?$/.exec(words.trim())?.[1];
  return number === undefined ? words.trim().slice(0, 100) : `第${number}号`;
}

const numberOf = (words: string): number | null => Number(/^第(\d+)号$/.exec(queryOf(words))?.[1] ?? Number.NaN) || null;

/** Those whose name has all that was typed: a single letter would be everybody's. */
export function named(words: string, { members, units }: Names): { members: [string, string][]; units: { id: string; name: string }[]; more: boolean } {
  const wanted = words.trim().toLowerCase();
  if (wanted.length < 2 || numberOf(words) !== null) return { members: [], units: [], more: false };
  const fits = (name: string): boolean => name.toLowerCase().includes(wanted);
  const people = [...members].filter(([, name]) => fits(name));
  const offices = units.filter((one) => fits(one.name));
  return { members: people.slice(0, NAMED), units: offices.slice(0, NAMED), more: people.length > NAMED || offices.length > NAMED };
}

/** By number or by words of the title, for those who may not ask submission. */
export function matching(words: string, matters: readonly MatterView[]): MatterView[] {
  const number = numberOf(words);
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return matters.filter((one) => (number === null ? wanted.every((word) => one.title.toLowerCase().includes(word)) : one.case_number === number));
}

const ofMatter = (one: MatterView, by: string | null): Found => ({ id: one.id, title: one.title, number: one.case_number, open: true, year: null, by });

/** Each once, by the first way in which it was found. */
export function joined(lists: readonly (readonly Found[])[]): Found[] {
  const seen = new Map<string, Found>();
  for (const one of lists.flat()) if (!seen.has(one.id)) seen.set(one.id, one);
  return [...seen.values()];
}

let kept: { at: number; of: string; matters: Promise<MatterView[]> } | null = null;
const FRESH = 60_000;

/** The list is read once a minute at most, and again where it failed. */
function matters(): Promise<MatterView[]> {
  if (kept === null || kept.of !== county.value || Date.now() - kept.at > FRESH) {
    const reading = all((query) => consultationApi.getMatters({ query }), 50_000);
    kept = { at: Date.now(), of: county.value, matters: reading };
    reading.catch(() => { kept = null; });
  }
  return kept.matters;
}

export const forgetMatters = (): void => { kept = null; };

async function search(query: { q?: string; unit?: string }, by: string | null, of: string): Promise<[Found[], boolean]> {
  const { data } = await submissionApi.getSearch({ query: { ...query, limit: SHOWN } });
  const found = data.items.map((one) => ({
    id: one.id, title: one.title, number: one.case_number, open: one.kind === "proposal" && of.split(" ").includes(one.county), year: one.year, by,
  }));
  return [found, data.next !== null];
}

/** What the service finds nothing to look for in is no failure. */
const nothingAsked = (error: unknown): boolean => isProblem(error) && ["query-says-nothing", "query-empty", "query-too-long"].includes(error.rule ?? "");

export async function find(words: string, names: Names, roles: readonly string[], of: string): Promise<Answer> {
  const may = (of: readonly string[]): boolean => of.some((role) => roles.includes(role));
  const people = named(words, names);
  const asked: Promise<[Found[], boolean]>[] = [];
  if (may(SEARCHES)) {
    asked.push(search({ q: queryOf(words) }, null, of));
    for (const unit of people.units) asked.push(search({ unit: unit.id }, unit.name, of));
  } else if (may(LISTS)) asked.push(matters().then((found) => [matching(words, found).map((one) => ofMatter(one, null)), false]));
  if (may(LISTS))
    for (const [id, name] of people.members)
      asked.push(matters().then((found) => [found.filter((one) => one.proposers.includes(id)).map((one) => ofMatter(one, name)), false]));
  const answers = await Promise.allSettled(asked);
  const lists = answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const lost = answers.filter((one) => one.status === "rejected" && !nothingAsked(one.reason)).length;
  const found = joined(lists.map(([list]) => list));
  return {
    found: found.slice(0, SHOWN),
    more: found.length > SHOWN || people.more || lists.some(([, more]) => more),
    partial: lost > 0,
    failed: lost > 0 && lost === answers.length,
  };
}
