/** How a booked topic is worked up: as it is typed, what is missing, and what somebody else changed meanwhile. */
import { submissionApi } from "@/api/submission";
import type { BookingView, PlanBody } from "@/api/generated/submission/types.gen";

export interface Step {
  name: string;
  due: string;
  /** Done: it stays in the plan under its name. */
  done_on: string | null;
}
export interface Form {
  [part: string]: unknown;
  team: string[];
  /** Names that the directory does not know, one a line. */
  others: string;
  research_from: string;
  research_until: string;
  steps: Step[];
}
export const PARTS = ["team", "others", "research_from", "research_until", "steps"] as const;
export type Part = (typeof PARTS)[number];

export const formOf = (one: BookingView): Form => ({
  team: [...one.team], others: one.others.join("\n"), research_from: one.research_from ?? "", research_until: one.research_until ?? "",
  steps: one.milestones.map(({ name, due, done_on }) => ({ name, due, done_on })),
});
const lines = (text: string): string[] => text.split(/[\n、]/).map((one) => one.trim()).filter(Boolean);
/** A step of which nothing is typed is none. */
const whole = (steps: readonly Step[]): Step[] => steps.filter((one) => one.name.trim() !== "" || one.due !== "");
export const bodyOf = (form: Form): PlanBody => ({
  team: form.team, others: lines(form.others), research_from: form.research_from || null, research_until: form.research_until || null,
  milestones: whole(form.steps).map((one) => ({ name: one.name.trim(), due: one.due })),
});

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
export const touched = (was: Form, typed: Form): boolean => !same(bodyOf(was), bodyOf(typed));

/** What nobody touched here follows what is recorded now; what was typed stays, and the parts are named. */
export function meanwhile(was: Form, now: Form, typed: Form): { changed: Part[]; typed: Form } {
  const changed = PARTS.filter((part) => !same(was[part], now[part]));
  const follows = changed.filter((part) => same(was[part], typed[part]));
  const next: Form = { ...typed, ...Object.fromEntries(follows.map((part) => [part, now[part]])) };
  if (!follows.includes("steps")) {
    // What was done meanwhile is done, whatever else was typed of the steps.
    const done = now.steps.filter((one) => one.done_on !== null);
    next.steps = [...typed.steps.map((one) => ({ ...one, done_on: done.find((step) => step.name === one.name)?.done_on ?? null })), ...done.filter((step) => !typed.steps.some((one) => one.name === step.name))];
  }
  return { changed: [...changed], typed: next };
}

export type Gap = "stepName" | "stepDue" | "stepTwice" | "stepLate" | "research";
/** What the service would refuse, said where it is typed. */
export function gaps(form: Form, due: string): Gap[] {
  const steps = whole(form.steps);
  const names = steps.map((one) => one.name.trim()).filter(Boolean);
  const { research_from: from, research_until: until } = form;
  const found: [Gap, boolean][] = [
    ["stepName", steps.some((one) => one.name.trim() === "")],
    ["stepDue", steps.some((one) => one.due === "")],
    ["stepTwice", new Set(names).size < names.length],
    ["stepLate", steps.some((one) => one.due > due)],
    ["research", (from !== "" && until !== "" && until < from) || from > due || until > due],
  ];
  return found.filter(([, missing]) => missing).map(([gap]) => gap);
}

export interface Held {
  booking: BookingView;
  etag: string;
}
export async function readHeld(booking_id: string): Promise<Held> {
  const { data, response } = await submissionApi.getBookingsByBookingId({ path: { booking_id } });
  return { booking: data, etag: response.headers.get("ETag") ?? "" };
}
export const putPlan = (booking_id: string, form: Form, headers: { "Idempotency-Key": string; "If-Match": string }) =>
  submissionApi.putBookingsByBookingIdPlan({ path: { booking_id }, headers, body: bodyOf(form) });
export const reach = (booking_id: string, name: string, done_on: string | null, headers: { "Idempotency-Key": string }) =>
  submissionApi.postBookingsByBookingIdReachMilestone({ path: { booking_id }, headers, body: { name, done_on } });
