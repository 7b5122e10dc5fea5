/** What is watched, the riskiest first, and one proposal's supervision whole. */
import { all, consultationApi, submissionApi, supervisionApi } from "@/api/staff";
import type { AssignmentView } from "@/api/generated/consultation/types.gen";
import type {
  ActivityView, CountyPage, DeadlineView, FollowUpView, LeaderPage, OversightView, UrgeView, WatchedView,
} from "@/api/generated/supervision/types.gen";
import { orAway } from "@/shared/loading";

const WHOLE = 50_000;

export interface Watch {
  rows: WatchedView[];
  county: CountyPage | null;
  /** What waits for the reader as a leader; null where it could not be read. */
  sheet: LeaderPage | null;
}

export async function readWatch(name: string): Promise<Watch> {
  const [rows, county, sheet] = await Promise.all([
    all((query) => supervisionApi.getDesk({ query }), WHOLE),
    orAway(supervisionApi.getCountyPage().then(({ data }) => data)),
    orAway(supervisionApi.getLeaderPage({ query: { leader: name } }).then(({ data }) => data)),
  ]);
  return { rows, county, sheet };
}

export interface Filter {
  mine: boolean;
  kind: "" | WatchedView["supervision_class"];
  words: string;
}

/** The services' order, which is by risk, stays. */
export function shown(rows: readonly WatchedView[], filter: Filter, name: string): WatchedView[] {
  const words = filter.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((one) => {
    if (filter.mine && one.supervisor !== name) return false;
    if (filter.kind !== "" && one.supervision_class !== filter.kind) return false;
    const whole = [one.title, one.case_number, one.supervisor].join(" ").toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}

export interface Asks {
  urges: UrgeView[];
  followUps: FollowUpView[];
}

/** What was asked of units about one proposal; a unit is given its own. */
export async function readAsks(proposal_id: string): Promise<Asks> {
  const [urges, followUps] = await Promise.all([
    all((query) => supervisionApi.getUrges({ query: { ...query, proposal_id } })),
    all((query) => supervisionApi.getFollowUps({ query: { ...query, proposal_id } })),
  ]);
  return { urges, followUps };
}

export interface Watched {
  oversight: OversightView;
  title: string | null;
  deadlines: DeadlineView[] | null;
  assignments: AssignmentView[] | null;
  activities: ActivityView[];
}

const OVER = new Set(["reassigned", "cancelled"]);

export async function readWatched(proposal_id: string): Promise<Watched> {
  const path = { proposal_id };
  const [oversight, proposal, assignments, activities] = await Promise.all([
    supervisionApi.getOversightsByProposalId({ path }).then(({ data }) => data),
    orAway(submissionApi.getProposalsByProposalId({ path }).then(({ data }) => data)),
    orAway(all((query) => consultationApi.getAssignments({ query: { ...query, proposal_id } }))),
    all((query) => supervisionApi.getActivities({ query: { ...query, proposal_id } })),
  ]);
  const running = assignments?.filter((one) => !OVER.has(one.state)) ?? null;
  const found = await Promise.all(
    (running ?? []).map((one) =>
      orAway(supervisionApi.getDeadlinesByAssignmentId({ path: { assignment_id: one.id } }).then(({ data }) => data)),
    ),
  );
  const archived = oversight.archived_year === null ? null : await orAway(submissionApi.getArchiveByProposalId({ path }).then(({ data }) => data));
  return {
    oversight,
    title: proposal?.text.title ?? archived?.title ?? null,
    assignments: running,
    deadlines: running && found.filter((one) => one !== null),
    activities: activities.sort((a, b) => b.held_on.localeCompare(a.held_on)),
  };
}
