/** Service quality: opinions, the problem list, who is responsible until when, and whether who raised it is content. */
import { all, consultationApi, evaluationApi } from "@/api/staff";
import type { FormView, GetServiceIssuesData, IssueView, RatingView } from "@/api/generated/evaluation/types.gen";
import { orAway } from "@/shared/loading";

const WHOLE = 20_000;
export type State = IssueView["state"];
/** The problem list, the responsibility list, what its raiser has to say about, and what is over. */
export const STATES: State[] = ["raised", "assigned", "resolved", "verified"];

export interface Service {
  issues: IssueView[];
  forms: FormView[] | null;
}
export async function readService(): Promise<Service> {
  const [issues, forms] = await Promise.all([
    all((query) => evaluationApi.getServiceIssues({ query }), WHOLE),
    orAway(all((query) => evaluationApi.getOpinionForms({ query }), WHOLE)),
  ]);
  return { issues, forms: forms?.sort((a, b) => a.state.localeCompare(b.state) * -1) ?? null };
}

export const readRatings = (form_id: string): Promise<RatingView[]> => all((query) => evaluationApi.getBeneficiaryRatings({ query: { ...query, form_id } }), WHOLE);
export const RATINGS: RatingView["rating"][] = ["satisfied", "mostly_satisfied", "dissatisfied"];
export const ofRating = (ratings: readonly RatingView[], rating: RatingView["rating"]): number => ratings.filter((one) => one.rating === rating).length;

/** Admitted proposals by their number and title: those that beneficiaries can be asked about. */
export async function readAdmitted(): Promise<Map<string, string>> {
  const found = await all((query) => consultationApi.getMatters({ query }), 50_000);
  return new Map(found.map((one) => [one.id, one.title]));
}

export interface Filter {
  state: State;
  owner: string;
  overdue: boolean;
  form: string;
}

/** What is overdue stands first, then what is due next; what has no date keeps the order in which it came. */
export const shown = (issues: readonly IssueView[], filter: Filter): IssueView[] =>
  issues
    .filter(
      (one) =>
        one.state === filter.state && (filter.owner === "" || one.owner === filter.owner) && (!filter.overdue || one.overdue) &&
        (filter.form === "" || one.form_id === filter.form),
    )
    .sort((a, b) => Number(b.overdue) - Number(a.overdue) || (a.due ?? "9").localeCompare(b.due ?? "9"));

export const counts = (issues: readonly IssueView[]): Record<State, number> =>
  STATES.reduce((found, state) => ({ ...found, [state]: issues.filter((one) => one.state === state).length }), {} as Record<State, number>);

export const owners = (issues: readonly IssueView[]): string[] =>
  [...new Set(issues.map((one) => one.owner).filter((one) => one !== null))].sort((a, b) => a.localeCompare(b, "zh-CN"));

/** The same for the sheet that the service writes. */
export const asked = (filter: Filter): NonNullable<GetServiceIssuesData["query"]> => ({
  state: filter.state, ...(filter.owner && { owner: filter.owner }), ...(filter.overdue && { overdue: true }), ...(filter.form && { form_id: filter.form }),
});

export const sheet = async (filter: Filter | null): Promise<Blob> =>
  (await evaluationApi.getServiceIssuesExportXlsx({ query: filter === null ? {} : asked(filter) })).data as Blob;
