/** A member's home, composed of four services in parallel; each part lives when another is away. */
import { all, consultationApi, conversionApi, submissionApi, supervisionApi } from "@/api";
import type { MutualReviewView } from "@/api/generated/evaluation/types.gen";
import type { StepView } from "@/api/generated/consultation/types.gen";
import type { ProposalView } from "@/api/generated/submission/types.gen";
import type { SupervisedSignOffView } from "@/api/generated/supervision/types.gen";
import { readWaiting } from "@/evaluation/mutual/waiting";
import { journey, type Journey } from "@/shared/journey";
import { orAway } from "@/shared/loading";

export type Part = "consultation" | "supervision" | "conversion";

export interface Mine {
  proposal: ProposalView;
  journey: Journey;
}

export interface Home {
  mine: Mine[];
  toSign: { signOff: SupervisedSignOffView; title: string }[];
  steps: StepView[];
  /** Returned to me, as its first proposer. */
  returned: ProposalView[];
  /** Handlings for me to rate (双向评议); null: evaluation did not answer. */
  toRate: MutualReviewView[] | null;
  /** I am asked to sign along. */
  invited: ProposalView[];
  /** Drafts that I have begun. */
  unfinished: number;
  away: Part[];
}

function byProposal<T extends { proposal_id: string }>(found: T[] | null): Map<string, T[]> {
  const sorted = new Map<string, T[]>();
  for (const one of found ?? []) sorted.set(one.proposal_id, [...(sorted.get(one.proposal_id) ?? []), one]);
  return sorted;
}

export async function readHome(memberId: string): Promise<Home> {
  const [involved, drafts, assignments, desk, signOffs, outcomes, ratings] = await Promise.all([
    all((query) => submissionApi.getProposals({ query })),
    orAway(all((query) => submissionApi.getDrafts({ query: { ...query, state: "open" } }))),
    orAway(all((query) => consultationApi.getAssignments({ query }))),
    orAway(all((query) => consultationApi.getDesk({ query }))),
    orAway(all((query) => supervisionApi.getSignOffs({ query }))),
    orAway(all((query) => conversionApi.getOutcomes({ query }))),
    orAway(readWaiting("proposer")),
  ]);
  const asked = (one: ProposalView) => one.invitations.find((invitation) => invitation.member_id === memberId)?.answer;
  // Whoever is only asked to sign along, or was, proposes nothing; a body's are its officers'.
  const proposals = involved.filter((one) => one.proposers.includes(memberId) || asked(one) === undefined);
  const assigned = byProposal(assignments);
  const toBeSigned = byProposal(signOffs);
  const became = byProposal(outcomes);
  const titles = new Map(proposals.map((one) => [one.id, one.text.title]));
  const away: Part[] = [];
  if (assignments === null || desk === null) away.push("consultation");
  if (signOffs === null) away.push("supervision");
  if (outcomes === null) away.push("conversion");
  return {
    mine: proposals.map((proposal) => ({
      proposal,
      journey: journey({
        state: proposal.state,
        assignments: (assigned.get(proposal.id) ?? []).map((one) => one.state),
        signOffs: (toBeSigned.get(proposal.id) ?? []).map((one) => (one.supervised ? one.state : "completed")),
        outcomes: (became.get(proposal.id) ?? []).filter((one) => one.state === "verified").length,
      }),
    })),
    toSign: (signOffs ?? [])
      .filter((one) => one.state === "requested" && one.supervised && one.unsigned.includes(memberId))
      .map((signOff) => ({ signOff, title: titles.get(signOff.proposal_id) ?? "" })),
    toRate: ratings,
    steps: desk ?? [],
    returned: proposals.filter((one) => one.state === "returned" && one.proposers[0] === memberId),
    invited: involved.filter((one) => ["filed", "returned"].includes(one.state) && asked(one) === "open"),
    unfinished: drafts?.length ?? 0,
    away,
  };
}
