/** Service quality: opinions, the problem list, who is responsible until when, and whether who raised it is content. */
import { all, evaluationApi } from "@/api/staff";
import type { FormView, GetServiceIssuesData, IssueView } from "@/api/generated/evaluation/types.gen";
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
