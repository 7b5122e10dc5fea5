/** What waits for the staff, from two services in parallel; each part lives while the other is away. */
import { all, consultationApi, submissionApi, supervisionApi } from "@/api/staff";
import type { Board, StepView } from "@/api/generated/consultation/types.gen";
import { countWaiting } from "@/supervision/paper/paper";
import { byUrgency } from "@/desk/urgency";
import { orAway } from "@/shared/loading";
import { readWaiting, type Waiting } from "./reviewing";

export interface DeskHome {
  waiting: Waiting | null;
  /** Declined ones whose proposer asked that they be looked at again. */
  reconsider: number | null;
  papers: number | null;
  /** Sign-offs on paper that another clerk has entered, or oneself. */
  forms: number | null;
  toAssign: number | null;
  /** More time that units ask for, where the reader decides on it. */
  extensions: number | null;
  steps: StepView[] | null;
  board: Board | null;
  units: Map<string, string>;
}

const WHOLE = 50_000;

export async function readDeskHome(roles: readonly string[]): Promise<DeskHome> {
  const has = (...some: string[]): boolean => some.some((one) => roles.includes(one));
  const reviews = has("clerk", "reviewer", "chair");
  const handles = has("clerk", "chair", "assigning_office", "supervisor", "county_admin");
  const [waiting, declined, figures, forms, offers, steps, board, units, extensions] = await Promise.all([
    reviews ? orAway(readWaiting("filed")) : null,
    reviews ? orAway(all((query) => submissionApi.getProposals({ query: { ...query, state: "declined" } }), WHOLE)) : null,
    has("clerk", "county_admin") ? orAway(submissionApi.getFigures().then(({ data }) => data)) : null,
    has("clerk") ? orAway(countWaiting()) : null,
    handles ? orAway(all((query) => consultationApi.getCandidateUnits({ query }), WHOLE)) : null,
    handles ? orAway(all((query) => consultationApi.getDesk({ query }), WHOLE)) : null,
    handles ? orAway(consultationApi.getBoard().then(({ data }) => data)) : null,
    handles ? orAway(all((query) => consultationApi.getUnits({ query }), WHOLE)) : null,
    has("assigning_office") ? orAway(all((query) => supervisionApi.getDeadlines({ query: { ...query, asked: true } }), WHOLE)) : null,
  ]);
  return {
    waiting,
    reconsider: declined?.filter((one) => one.reconsideration === "asked").length ?? null,
    papers: figures === null ? null : (figures.papers.waiting ?? 0),
    forms,
    toAssign: offers?.length ?? null,
    extensions: extensions?.length ?? null,
    steps: steps && byUrgency(steps),
    board,
    units: new Map((units ?? []).map((one) => [one.id, one.name])),
  };
}

export interface Task {
  what: "overdue" | "near" | "mine" | "ready" | "held" | "reconsider" | "papers" | "forms" | "assign" | "extensions";
  count: number;
  to: string | null;
  tone: "now" | "due" | "info" | "";
}

/** The most pressing first; what there is none of is left out. */
export function tasks(home: DeskHome): Task[] {
  const rows = home.waiting?.rows ?? [];
  const count = (fits: (row: (typeof rows)[number]) => boolean): number => rows.filter(fits).length;
  const found: Task[] = [
    { what: "overdue", count: count((row) => row.due === "overdue"), to: "/review?due=overdue", tone: "now" },
    { what: "near", count: count((row) => row.due === "near"), to: "/review?due=near", tone: "due" },
    { what: "mine", count: count((row) => row.mine !== null), to: "/review?waits=mine", tone: "due" },
    { what: "reconsider", count: home.reconsider ?? 0, to: "/review?state=declined&waits=reconsider", tone: "due" },
    { what: "extensions", count: home.extensions ?? 0, to: "/deadlines", tone: "due" },
    { what: "ready", count: count((row) => row.held.length === 0), to: "/review?waits=ready", tone: "info" },
    { what: "assign", count: home.toAssign ?? 0, to: "/assignment", tone: "info" },
    { what: "papers", count: home.papers ?? 0, to: "/paper-proposals", tone: "info" },
    { what: "forms", count: home.forms ?? 0, to: "/paper", tone: "info" },
    { what: "held", count: count((row) => row.held.length > 0), to: "/review?waits=held", tone: "" },
  ];
  return found.filter((one) => one.count > 0);
}
