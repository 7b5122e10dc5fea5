/** One proposal with what its answers need: what it was merged into, and where it is to be forwarded. */
import { submissionApi } from "@/api/rare";
import type { ForwardView, ProposalView } from "@/api/generated/submission/types.gen";
import { orNone } from "@/shared/loading";

export interface Asked {
  proposal: ProposalView;
  master: ProposalView | null;
  forwards: ForwardView[];
}

export async function readAsked(proposal_id: string): Promise<Asked> {
  const [proposal, trail] = await Promise.all([
    submissionApi.getProposalsByProposalId({ path: { proposal_id } }).then(({ data }) => data),
    submissionApi.getProposalsByProposalIdForwards({ path: { proposal_id } }).then(({ data }) => data),
  ]);
  return { proposal, master: await masterOf(proposal), forwards: trail.forwards };
}

/** Its proposers see what it was merged into; an officer of a body perhaps not. */
async function masterOf(proposal: ProposalView): Promise<ProposalView | null> {
  if (proposal.master_id === null) return proposal;
  const path = { proposal_id: proposal.master_id };
  return orNone(submissionApi.getProposalsByProposalId({ path }).then(({ data }) => data));
}
