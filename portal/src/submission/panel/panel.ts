/** Who reviews: the roster, the groups of a session, what goes to which group, and what the review came to. */
import { newKey } from "@/api/http";
import { all, submissionApi } from "@/api/staff";
import type { GroupView, ReportView, ReviewerView, SessionView, SuggestedGroupView } from "@/api/generated/submission/types.gen";
import type { TableRow } from "@/desk/SortTable.vue";
import type { Asked, Result } from "@/desk/outcome";
import { ruleSaid } from "@/desk/refusal";

const WHOLE = 20_000;
export const PARTS = ["roster", "groups", "distribution", "report"] as const;
export type Part = (typeof PARTS)[number];

/** As the routes have it. */
export function parts(roles: readonly string[]): Part[] {
  const has = (...some: string[]): boolean => some.some((one) => roles.includes(one));
  return PARTS.filter((one) => (one === "distribution" ? has("clerk") : one === "report" ? has("clerk", "county_admin", "chair") : true));
}
export const keeps = (roles: readonly string[]): boolean => roles.includes("clerk") || roles.includes("county_admin");

/** The newest first. */
export async function readSessions(): Promise<SessionView[]> {
  return (await all((query) => submissionApi.getSessions({ query }))).sort((a, b) => b.term - a.term || b.number - a.number);
}

export interface Bench {
  reviewers: ReviewerView[];
  groups: GroupView[];
}
export async function readBench(): Promise<Bench> {
  const [reviewers, groups] = await Promise.all([
    all((query) => submissionApi.getReviewers({ query }), WHOLE),
    all((query) => submissionApi.getReviewGroups({ query }), WHOLE),
  ]);
  return { reviewers: reviewers.sort((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name, "zh-CN")), groups };
}

/** Fields of expertise as they are typed: one a line, or with stops between them. */
export const fieldsOf = (text: string): string[] => [...new Set(text.split(/[、，,；;\n]+/u).map((one) => one.trim()).filter(Boolean))];
export const newGroupId = (): string => `G-${newKey().slice(0, 12)}`;

/** Of the groups in force, since nobody is counted on by one that is dissolved. */
export const groupsOf = (bench: Bench, reviewer: string): GroupView[] => bench.groups.filter((one) => one.active && one.members.includes(reviewer));

export async function withEtag<T>(reading: Promise<{ data: T; response: Response }>): Promise<{ value: T; etag: string }> {
  const { data, response } = await reading;
  return { value: data, etag: response.headers.get("ETag") ?? "" };
}

export const readDistribution = (session_id: string): Promise<SuggestedGroupView[]> => all((query) => submissionApi.getReviewDistribution({ query: { ...query, session_id } }), 50_000);

export interface Item extends Asked {
  etag: string;
  group: string;
}
/** What is chosen goes where a person said, else where it is suggested; what has neither stays. */
export function itemsOf(rows: readonly SuggestedGroupView[], chosen: (id: string) => boolean, groups: Readonly<Record<string, string>>): Item[] {
  return rows
    .map((one) => ({ id: one.proposal_id, title: one.title, etag: one.etag, group: groups[one.proposal_id] ?? one.group_id ?? "" }))
    .filter((one) => chosen(one.id) && one.group !== "");
}

export async function distribute(part: readonly Item[], reason: string, key: string, done: (group: string) => string): Promise<Result[]> {
  const body = { items: part.map((one) => ({ id: one.id, etag: one.etag, group_id: one.group })), reason: reason.trim() || null };
  const { data } = await submissionApi.postReviewBatchesDistribute({ headers: { "Idempotency-Key": key }, body });
  const titles = new Map(part.map((one) => [one.id, one.title]));
  return data.items.map((one) => ({
    id: one.id, title: titles.get(one.id) ?? one.id, done: one.rule === null, said: one.rule === null ? done(one.group_id ?? "") : ruleSaid(one.rule, one.detail),
    rule: one.rule, detail: one.detail,
  }));
}

export const readReport = (session_id: string): Promise<ReportView> => submissionApi.getReviewReportsBySessionId({ path: { session_id } }).then(({ data }) => data);
export const wordReport = async (session_id: string): Promise<Blob> => (await submissionApi.getReviewReportsBySessionIdDocx({ path: { session_id } })).data as Blob;

const ORDER = ["admitted", "declined", "merged", "withdrawn", "returned", "filed"];
/** The states that occur, in the order of a report. */
export const statesOf = (report: ReportView): string[] =>
  Object.keys(report.outcomes).filter((one) => (report.outcomes[one] ?? 0) > 0).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));

export const rowsOf = (rows: ReportView["topics"], states: readonly string[], said: (name: string) => string): TableRow[] =>
  rows.map((one) => ({ id: one.name, cells: { name: said(one.name), total: one.total, ...Object.fromEntries(states.map((state) => [state, one.outcomes[state] ?? 0])) } }));
