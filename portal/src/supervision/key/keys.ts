/** A session's key proposals: nominated and scored, listed by the committee, decided by the chair's meeting, given to leaders. */
import { all, consultationApi, submissionApi, supervisionApi } from "@/api/staff";
import { county } from "@/desk/county";
import { orNone } from "@/shared/loading";
import type { AllocationView, KeyListed, KeyQuota, KeySelectionView, NomineeLine } from "@/api/generated/supervision/types.gen";

export interface Criterion {
  code: string;
  name: string;
  weight: number;
  least: number;
  most: number;
}
export interface Tagged<T> {
  value: T;
  etag: string;
}
export interface Keys {
  session: string;
  nominees: NomineeLine[];
  /** Of those who see more than the sheets: everybody but a scorer. */
  quota: KeyQuota | null;
  selection: Tagged<KeySelectionView> | null;
  allocation: Tagged<AllocationView> | null;
  /** What is key in the session by now. */
  key: string[];
  criteria: Criterion[];
  least: number;
  /** Who takes further ones. */
  leaders: string[];
  /** Whose the first numbers are, in their order. */
  principals: string[];
  titles: Map<string, string>;
}

interface Answered<T> {
  data: T;
  response: Response;
}
async function tagged<T>(reading: Promise<Answered<T>>): Promise<Tagged<T> | null> {
  const found = await orNone(reading);
  return found && { value: found.data, etag: found.response.headers.get("ETag") ?? "" };
}

/** Newest first, by the day on which the plenary opens. */
export const readSessions = async (): Promise<string[]> =>
  (await all((query) => submissionApi.getSessions({ query }))).sort((a, b) => (b.plenary_opens ?? "").localeCompare(a.plenary_opens ?? "")).map((one) => one.id);

/** Titles of the county's matters, read once while the page is open: a county has thousands. */
let titles: { of: string; found: Promise<Map<string, string>> } | null = null;
function readTitles(): Promise<Map<string, string>> {
  if (titles?.of !== county.value) {
    const found = all((query) => consultationApi.getMatters({ query }), 50_000).then((matters) => new Map(matters.map((one) => [one.id, one.title])));
    titles = { of: county.value, found };
    found.catch(() => { titles = null; });
  }
  return titles.found;
}
export const forgetTitles = (): void => { titles = null; };

const WHOLE = 20_000;
const WATCHES = ["assigning_office", "auditor", "chair", "city_viewer", "clerk", "county_admin", "supervisor"];
export async function readKeys(session_id: string, roles: readonly string[]): Promise<Keys> {
  const path = { session_id };
  const watches = WATCHES.some((role) => roles.includes(role));
  const [nominees, quota, selection, allocation, watched, sheet, leaders, matters] = await Promise.all([
    all((query) => supervisionApi.getKeyNominees({ query: { ...query, session_id } }), WHOLE),
    watches ? supervisionApi.getKeySelectionsBySessionIdQuota({ path }) : null,
    watches ? tagged(supervisionApi.getKeySelectionsBySessionId({ path })) : null,
    watches ? tagged(supervisionApi.getKeyAllocationsBySessionId({ path })) : null,
    watches ? all((query) => supervisionApi.getOversights({ query: { ...query, session_id } }), WHOLE) : [],
    supervisionApi.getPoliciesByName({ path: { name: "nominee" } }),
    supervisionApi.getPoliciesByName({ path: { name: "leaders" } }),
    watches ? readTitles() : new Map<string, string>(),
  ]);
  const scoring = sheet.data.document as { criteria: Criterion[]; sheets_at_least: number };
  const named = (leaders.data.document as { leaders?: { name: string; principal?: number | null }[] }).leaders ?? [];
  return {
    session: session_id, nominees: inOrder(nominees), quota: quota?.data ?? null, selection, allocation, key: watched.filter((one) => one.supervision_class === "key").map((one) => one.proposal_id), criteria: scoring.criteria, least: scoring.sheets_at_least,
    leaders: named.filter((one) => !one.principal).map((one) => one.name),
    principals: named.filter((one) => one.principal).sort((a, b) => (a.principal ?? 0) - (b.principal ?? 0)).map((one) => one.name), titles: new Map(watched.map((one) => [one.proposal_id, matters.get(one.proposal_id) ?? one.proposal_id])),
  };
}

/** The best first; what nobody has scored comes last, by its number. */
export const inOrder = (nominees: readonly NomineeLine[]): NomineeLine[] =>
  nominees
    .filter((one) => one.nominee.state === "nominated")
    .sort((a, b) => (b.nominee.mean ?? -1) - (a.nominee.mean ?? -1) || (a.case_number ?? Infinity) - (b.case_number ?? Infinity));

export interface Change {
  proposal_id: string;
  up: boolean;
}
/** What a decision must give a reason for: whatever is on it and was not, or was, on the list or as key, and is not. */
export function changes(items: readonly string[], listed: readonly string[], key: readonly string[]): Change[] {
  const [now, before] = [new Set(items), new Set(listed)];
  const dropped = [...new Set([...listed, ...key])].filter((one) => !now.has(one));
  return [...items.filter((one) => !before.has(one)).map((proposal_id) => ({ proposal_id, up: true })), ...dropped.map((proposal_id) => ({ proposal_id, up: false }))];
}

/** One place further up or down; at the end it stays. */
export function moved(items: readonly KeyListed[], at: number, by: -1 | 1): KeyListed[] {
  const to = at + by;
  const found = [...items];
  const [one, other] = [found[at], found[to]];
  if (one === undefined || other === undefined) return found;
  [found[at], found[to]] = [other, one];
  return found;
}

/** The first ones bear the principals' numbers, by their place. */
export const numbered = (items: readonly KeyListed[], principals: number): KeyListed[] =>
  items.map((one, at) => ({ ...one, key_number: at < principals ? at + 1 : null }));

/** Whether so many lie outside of the policy's bounds. */
export const outside = (count: number, quota: KeyQuota): boolean => count < quota.fewest || count > quota.most;
