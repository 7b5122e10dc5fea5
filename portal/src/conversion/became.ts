/** What became of proposals: promises, outcomes, and who has to say whether they are so. */
import { all, conversionApi } from "@/api";
import type { CommitmentView, DossierView, MineView, OutcomeView, PublicationView } from "@/api/generated/conversion/types.gen";
import { orAway, orNone } from "@/shared/loading";

/** Bounded: a county has some hundreds a year. */
const WHOLE = 50_000;

export const readMine = (): Promise<MineView[]> => all((query) => conversionApi.getMine({ query }), WHOLE);

/** What waits for the word of whoever may judge; an instruction alone can never be verified. */
export const toJudge = <C extends Pick<CommitmentView, "state">, O extends Pick<OutcomeView, "state" | "instruction_only">>(
  commitments: readonly C[],
  outcomes: readonly O[],
): { commitments: C[]; outcomes: O[] } => ({
  commitments: commitments.filter((one) => one.state === "claimed"),
  outcomes: outcomes.filter((one) => one.state === "recorded" && !one.instruction_only),
});

export const waiting = (one: Pick<MineView, "commitments" | "outcomes">): number => {
  const judged = toJudge(one.commitments, one.outcomes);
  return judged.commitments.length + judged.outcomes.length;
};

/** What waits comes first, then what was closed last. */
export const inOrder = (mine: readonly MineView[]): MineView[] =>
  [...mine].sort((a, b) => Math.sign(waiting(b)) - Math.sign(waiting(a)) || (b.closed_at ?? "9").localeCompare(a.closed_at ?? "9"));

export interface Row {
  dossier: DossierView;
  commitments: CommitmentView[];
  outcomes: OutcomeView[];
}

export interface Desk {
  rows: Row[];
  /** Null where they could not be read. */
  claims: CommitmentView[] | null;
  recorded: OutcomeView[] | null;
}

export async function readDesk(): Promise<Desk> {
  const [dossiers, commitments, outcomes] = await Promise.all([
    all((query) => conversionApi.getDossiers({ query }), WHOLE),
    orAway(all((query) => conversionApi.getCommitments({ query }), WHOLE)),
    orAway(all((query) => conversionApi.getOutcomes({ query }), WHOLE)),
  ]);
  const of = <T extends { proposal_id: string }>(list: readonly T[] | null): Map<string, T[]> => {
    const found = new Map<string, T[]>();
    for (const one of list ?? []) found.set(one.proposal_id, [...(found.get(one.proposal_id) ?? []), one]);
    return found;
  };
  const [promised, ledTo] = [of(commitments), of(outcomes)];
  const judged = toJudge(commitments ?? [], outcomes ?? []);
  return {
    rows: dossiers.map((dossier) => ({
      dossier, commitments: promised.get(dossier.proposal_id) ?? [], outcomes: ledTo.get(dossier.proposal_id) ?? [],
    })),
    claims: commitments && judged.commitments,
    recorded: outcomes && judged.outcomes,
  };
}

export const SOON_DAYS = 30;
export const FILTERS = ["all", "missed", "soon", "recommended"] as const;
export type Filter = (typeof FILTERS)[number];

const counts = (one: CommitmentView): boolean => one.state !== "superseded" && one.state !== "released";
export const kept = (row: Row): { kept: number; all: number } => ({
  kept: row.commitments.filter((one) => one.state === "kept").length, all: row.commitments.filter(counts).length,
});

/** Whether a row is what is looked for; `today` and what is due are calendar days. */
export function fits(row: Row, filter: Filter, words: string, today: string): boolean {
  const until = new Date(Date.parse(`${today}T00:00:00Z`) + SOON_DAYS * 86_400_000).toISOString().slice(0, 10);
  const right = {
    all: true,
    missed: row.commitments.some((one) => one.state === "missed"),
    soon: row.commitments.some((one) => one.state === "open" && one.due <= until),
    recommended: row.dossier.followup === "recommended",
  }[filter];
  const whole = `${row.dossier.title ?? ""} ${String(row.dossier.case_number ?? "")}`.toLowerCase();
  return right && words.trim().toLowerCase().split(/\s+/).every((word) => whole.includes(word));
}

export interface One {
  dossier: DossierView;
  commitments: CommitmentView[];
  outcomes: OutcomeView[];
  /** Null while nobody has decided. */
  publication: PublicationView | null;
}

export async function readOne(proposal_id: string): Promise<One> {
  const [dossier, commitments, outcomes, publication] = await Promise.all([
    conversionApi.getDossiersByProposalId({ path: { proposal_id } }).then(({ data }) => data),
    all((query) => conversionApi.getCommitments({ query: { ...query, proposal_id } })),
    all((query) => conversionApi.getOutcomes({ query: { ...query, proposal_id } })),
    orNone(conversionApi.getProposalsByProposalIdPublication({ path: { proposal_id } }).then(({ data }) => data)),
  ]);
  return { dossier, commitments, outcomes, publication };
}
