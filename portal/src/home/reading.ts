/** A member's home, composed of four services in parallel; each part lives when another is away. */
import { all, consultationApi, conversionApi, submissionApi, supervisionApi } from "@/api";
import type { StepView } from "@/api/generated/consultation/types.gen";
import type { ProposalView } from "@/api/generated/submission/types.gen";
import type { SignOffView } from "@/api/generated/supervision/types.gen";
import { journey, type Journey } from "@/shared/journey";
import { orAway } from "@/shared/loading";

export type Part = "consultation" | "supervision" | "conversion";

export interface Mine {
  proposal: ProposalView;
  journey: Journey;
}

export interface Home {
  mine: Mine[];
  toSign: { signOff: SignOffView; title: string }[];
  steps: StepView[];
  away: Part[];
}

function byProposal<T extends { proposal_id: string }>(found: T[] | null): Map<string, T[]> {
  const sorted = new Map<string, T[]>();
  for (const one of found ?? []) sorted.set(one.proposal_id, [...(sorted.get(one.proposal_id) ?? []), one]);
  return sorted;
}

export async function readHome(memberId: string): Promise<Home> {
  const [proposals, assignments, desk, signOffs, outcomes, dossiers] = await Promise.all([
    all((query) => submissionApi.getProposals({ query })),
    orAway(all((query) => consultationApi.getAssignments({ query }))),
    orAway(all((query) => consultationApi.getDesk({ query }))),
    orAway(all((query) => supervisionApi.getSignOffs({ query }))),
    orAway(all((query) => conversionApi.getOutcomes({ query }))),
    orAway(all((query) => conversionApi.getDossiers({ query }))),
  ]);
  // Withdrawn, or closed unsigned: its sign-off asks nobody any more.
  const over = new Set(proposals.filter((one) => one.state === "withdrawn").map((one) => one.id));
  for (const one of dossiers ?? []) if (one.closed_at !== null) over.add(one.proposal_id);
  const assigned = byProposal(assignments);
  const asked = byProposal(signOffs);
  const became = byProposal(outcomes);
  const titles = new Map(proposals.map((one) => [one.id, one.text.title]));
  const away: Part[] = [];
  if (assignments === null || desk === null) away.push("consultation");
  if (signOffs === null) away.push("supervision");
  if (outcomes === null || dossiers === null) away.push("conversion");
  return {
    mine: proposals.map((proposal) => ({
      proposal,
      journey: journey({
        state: proposal.state,
        assignments: (assigned.get(proposal.id) ?? []).map((one) => one.state),
        signOffs: (asked.get(proposal.id) ?? []).map((one) => (over.has(proposal.id) ? "completed" : one.state)),
        outcomes: (became.get(proposal.id) ?? []).filter((one) => one.state === "verified").length,
      }),
    })),
    toSign: (signOffs ?? [])
      .filter((one) => one.state === "requested" && one.unsigned.includes(memberId) && !over.has(one.proposal_id))
      .map((signOff) => ({ signOff, title: titles.get(signOff.proposal_id) ?? "" })),
    steps: desk ?? [],
    away,
  };
}
