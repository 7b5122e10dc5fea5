/** The dates that units must keep: who asked for more time, who decides, and what was decided before. */
import { all, consultationApi, supervisionApi } from "@/api/staff";
import type { MatterView } from "@/api/generated/consultation/types.gen";
import type { CourseView, DeadlineView, DecisionView } from "@/api/generated/supervision/types.gen";
import { orAway } from "@/shared/loading";

const WHOLE = 50_000;
/** As many days before a date it is near. */
export const NEAR_DAYS = 7;

export interface Dates {
  deadlines: DeadlineView[];
  /** By proposal; null: consultation did not answer, and ids stand in the titles' place. */
  matters: Map<string, MatterView> | null;
}

export async function readDates(): Promise<Dates> {
  const [deadlines, matters] = await Promise.all([
    all((query) => supervisionApi.getDeadlines({ query }), WHOLE),
    orAway(all((query) => consultationApi.getMatters({ query }), WHOLE)),
  ]);
  return { deadlines, matters: matters && new Map(matters.map((one) => [one.id, one])) };
}

export interface Course {
  course: CourseView;
  etag: string;
}

export async function readCourse(assignment_id: string): Promise<Course> {
  const { data, response } = await supervisionApi.getDeadlinesByAssignmentIdCourse({ path: { assignment_id } });
  return { course: data, etag: response.headers.get("ETag") ?? "" };
}

export const LISTS = ["asked", "late", "near", "paused", "running", "over"] as const;
export type List = (typeof LISTS)[number];

const days = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** Where nobody noticed yet that a date has gone by, it has. */
const late = (one: DeadlineView, today: string): boolean => one.state === "missed" || (one.state === "running" && one.due < today);
const near = (one: DeadlineView, today: string): boolean => one.state === "running" && !late(one, today) && days(today, one.due) <= NEAR_DAYS;

export function fits(one: DeadlineView, list: List, today: string): boolean {
  switch (list) {
    case "asked": return one.asked !== null;
    case "late": return late(one, today);
    case "near": return near(one, today);
    case "paused": return one.state === "paused";
    case "running": return one.state === "running" && !late(one, today);
    case "over": return one.state === "met" || one.state === "lifted";
  }
}

export function toneOf(one: DeadlineView, today: string): "overdue" | "near" | "running" | "none" {
  if (late(one, today)) return "overdue";
  if (one.state !== "running") return "none";
  return near(one, today) ? "near" : "running";
}

/** What falls due first stands first, and so does what is late for the longest time. */
export function listed(dates: Dates, list: List, words: string, unitName: (id: string) => string, today: string): DeadlineView[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return dates.deadlines
    .filter((one) => {
      if (!fits(one, list, today)) return false;
      const matter = dates.matters?.get(one.proposal_id);
      const whole = [matter?.title, matter?.case_number, unitName(one.unit_id), one.asked?.reason, one.pause].join(" ").toLowerCase();
      return wanted.every((word) => whole.includes(word));
    })
    .sort((a, b) => a.due.localeCompare(b.due) || a.assignment_id.localeCompare(b.assignment_id));
}

export type Act = "request" | "extend" | "refuse" | "pause" | "resume";

/** What whoever looks at a date may do about it. */
export function acts(one: DeadlineView, roles: readonly string[], units: readonly string[], today: string): Act[] {
  const runs = one.state === "running" || one.state === "missed";
  const found: Act[] = [];
  if (runs && roles.includes("unit") && units.includes(one.unit_id)) found.push("request");
  if (roles.includes("assigning_office")) {
    if (runs) found.push("extend");
    if (one.asked !== null && (runs || one.state === "paused")) found.push("refuse");
    if (one.state === "running" && one.due >= today) found.push("pause");
    if (one.state === "paused") found.push("resume");
  }
  return found;
}

/** What was decided of the unit's last request, where it has not asked again; for the unit, a refusal is news. */
export function refusedLast(decisions: readonly DecisionView[]): DecisionView | null {
  const last = decisions.filter((one) => one.what !== "paused" && one.what !== "resumed").at(-1);
  return last?.what === "refused" ? last : null;
}

export const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
