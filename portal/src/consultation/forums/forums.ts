/** Meetings of the three levels, and what is put to units there. */
import { all, submissionApi } from "@/api/submission";
import type { Attendance, Came, ForumView, PointView } from "@/api/generated/consultation/types.gen";
import { orAway } from "@/shared/loading";
import { consultationApi } from "../room/api";

const WHOLE = 20_000;

export interface Names {
  members: ReadonlyMap<string, string>;
  units: ReadonlyMap<string, string>;
}

/** Where they cannot be read the ids stand in their place. */
export async function readNames(): Promise<Names> {
  const [members, units] = await Promise.all([
    orAway(all((query) => submissionApi.getMembers({ query }), WHOLE)),
    orAway(all((query) => submissionApi.getUnits({ query }), WHOLE)),
  ]);
  return { members: new Map((members ?? []).map((one) => [one.id, one.name])), units: new Map((units ?? []).map((one) => [one.id, one.name])) };
}

export interface Forums {
  forums: ForumView[];
  points: PointView[];
  names: Names;
}

export async function readForums(): Promise<Forums> {
  const [forums, points, names] = await Promise.all([
    all((query) => consultationApi.getForums({ query }), WHOLE),
    all((query) => consultationApi.getPoints({ query }), WHOLE),
    readNames(),
  ]);
  return { forums: inOrder(forums), points: pressing(points), names };
}

export interface Forum {
  forum: ForumView;
  points: PointView[];
  names: Names;
  /** By proposal; what the reader is not shown has no title here. */
  titles: ReadonlyMap<string, string>;
}

export async function readForum(forum_id: string): Promise<Forum> {
  const [{ data: forum }, points, names, matters] = await Promise.all([
    consultationApi.getForumsByForumId({ path: { forum_id } }),
    all((query) => consultationApi.getPoints({ query: { ...query, forum_id } }), WHOLE),
    readNames(),
    orAway(all((query) => consultationApi.getMatters({ query }), WHOLE)),
  ]);
  return { forum, points: pressing(points), names, titles: new Map((matters ?? []).map((one) => [one.id, one.title])) };
}

/** What is to come first, the nearest before the others; then what was, the latest before. */
export const inOrder = (forums: readonly ForumView[]): ForumView[] =>
  [...forums].sort((a, b) => {
    const [one, other] = [a.state === "convened", b.state === "convened"];
    if (one !== other) return one ? -1 : 1;
    return one ? Date.parse(a.at) - Date.parse(b.at) : Date.parse(b.at) - Date.parse(a.at);
  });

const OPEN = ["put", "answered"];
/** What is open first, overdue before all; then by the day that it is due. */
export const pressing = (points: readonly PointView[]): PointView[] =>
  [...points].sort(
    (a, b) => Number(OPEN.includes(b.state)) - Number(OPEN.includes(a.state)) || Number(b.overdue) - Number(a.overdue) || a.due.localeCompare(b.due),
  );

/** As at a consultation: by the code, or written down. */
export const cameAs = (one: Attendance, names: Names): Came => ({
  name: one.member_id ? (names.members.get(one.member_id) ?? one.name) : one.unit_id ? `${one.name}（${names.units.get(one.unit_id) ?? one.unit_id}）` : one.name,
  role: one.member_id ? null : one.unit_id ? "unit" : "beneficiary",
  member_id: one.member_id ?? null, unit_id: one.unit_id ?? null, named: false,
  signed_in_at: one.at, way: one.entered_by ? "entered" : "code", entered_by: one.entered_by ?? null,
});

export type Lack = "early" | "unit" | "member" | "beneficiary";

/** What a meeting still lacks before its minutes can be recorded. */
export function lacking(forum: Pick<ForumView, "at" | "attendance" | "level">, now: number): Lack[] {
  const found: Lack[] = [];
  if (now < Date.parse(forum.at)) found.push("early");
  if (!forum.attendance.some((one) => one.unit_id)) found.push("unit");
  if (!forum.attendance.some((one) => one.member_id)) found.push("member");
  if (forum.level === "chair" && !forum.attendance.some((one) => !one.unit_id && !one.member_id)) found.push("beneficiary");
  return found;
}

/** One a line. */
export const lines = (text: string): string[] => text.split("\n").map((one) => one.trim()).filter(Boolean);

type Reader = { roles: readonly string[]; memberId: string | null };
export type Deed = "press" | "settle" | "close";

/** An opinion's answer is the committee's to judge, a question's only the member's who asked; a clerk may close either. */
export function deeds(point: Pick<PointView, "kind" | "state" | "member_id">, reader: Reader): Deed[] {
  const clerk = reader.roles.includes("clerk");
  const judges = point.kind === "question" ? point.member_id !== null && point.member_id === reader.memberId : clerk;
  const found: Deed[] = [];
  if (judges && point.state === "answered") found.push("settle", "press");
  if (clerk && OPEN.includes(point.state)) found.push("close");
  return found;
}

/** Whom a member may ask: the units that report to a standing committee. */
export const asks = (forum: Pick<ForumView, "level" | "state" | "members">, memberId: string | null): boolean =>
  forum.level === "standing_committee" && forum.state !== "called_off" && memberId !== null && forum.members.includes(memberId);
