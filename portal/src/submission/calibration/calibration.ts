/** Reviewers judge what was decided before, without its people and its decision, and see how far they agree. */
import { newKey } from "@/api/http";
import { all, submissionApi } from "@/api/staff";
import type { CalibrationView, JudgementBody, OwnView, ProposalView, ReviewerView, AgreementView } from "@/api/generated/submission/types.gen";
import { orAway } from "@/shared/loading";
import { readRules } from "../reviewing";

const WHOLE = 20_000;
/** As many cases as one calibration may have. */
export const MOST = 50;

export const readCalibrations = async (): Promise<CalibrationView[]> =>
  (await all((query) => submissionApi.getCalibrations({ query }))).sort((a, b) => Number(b.open) - Number(a.open) || a.name.localeCompare(b.name, "zh-CN"));

/** What was decided, and may be a case. */
export async function readDecided(): Promise<ProposalView[]> {
  const [admitted, declined] = await Promise.all(
    (["admitted", "declined"] as const).map((state) => all((query) => submissionApi.getProposals({ query: { ...query, state } }), WHOLE)),
  );
  return [...(declined ?? []), ...(admitted ?? [])];
}

export function found(decided: readonly ProposalView[], words: string, chosen: readonly string[]): ProposalView[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return decided.filter((one) => chosen.includes(one.id) || wanted.every((word) => `${one.text.title} ${String(one.case_number ?? "")}`.toLowerCase().includes(word)));
}

/** Shuffled, so that neither order nor number tells what was decided. */
export function shuffled(ids: readonly string[], random: () => number = Math.random): string[] {
  const mixed = [...ids];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] ?? "", mixed[at] ?? ""];
  }
  return mixed;
}
export const newId = (): string => `C-${newKey().slice(0, 12)}`;

export interface Agreements {
  rows: AgreementView[];
  names: ReadonlyMap<string, ReviewerView>;
}
export async function readAgreements(calibration_id: string): Promise<Agreements> {
  const [rows, reviewers] = await Promise.all([
    submissionApi.getCalibrationsByCalibrationIdAgreement({ path: { calibration_id } }).then(({ data }) => data),
    orAway(all((query) => submissionApi.getReviewers({ query }), WHOLE)),
  ]);
  return { rows, names: new Map((reviewers ?? []).map((one) => [one.id, one])) };
}

export const share = (one: Pick<AgreementView, "judged" | "agreed">): number | null => (one.judged === 0 ? null : one.agreed / one.judged);

export interface Own {
  own: OwnView;
  /** Code and text of what a proposal is declined for. */
  grounds: Record<string, string>;
  name: string | null;
  open: boolean;
}
export async function readOwn(calibration_id: string): Promise<Own> {
  const [{ data: own }, rules, listed] = await Promise.all([
    submissionApi.getCalibrationsByCalibrationIdCases({ path: { calibration_id } }), readRules(), orAway(readCalibrations()),
  ]);
  const one = listed?.find((each) => each.id === calibration_id);
  return { own, grounds: rules.declineReasons, name: one?.name ?? null, open: one?.open ?? true };
}

export interface Said {
  outcome: "" | "admit" | "decline";
  ground: string;
}

/** What is ready to be sent: said of a case that is not judged yet, and with a ground where it would be declined. */
export function judgements(own: OwnView, said: Readonly<Record<string, Said>>): JudgementBody[] {
  return own.cases.flatMap(({ number, outcome }): JudgementBody[] => {
    const one = said[number];
    if (outcome !== null || one === undefined || one.outcome === "") return [];
    if (one.outcome === "admit") return [{ number, outcome: "admit", reason_code: null }];
    return one.ground === "" ? [] : [{ number, outcome: "decline", reason_code: one.ground }];
  });
}
export const left = (own: OwnView): number => own.cases.filter((one) => one.outcome === null).length;
