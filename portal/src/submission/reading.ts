/** One proposal whole, composed of four services in parallel; each part lives when another is away. */
import { all, consultationApi, conversionApi, submissionApi, supervisionApi } from "@/api";
import type { StepView } from "@/api/generated/consultation/types.gen";
import type { ReplyView } from "@/api/generated/consultation/types.gen";
import type { OutcomeView } from "@/api/generated/conversion/types.gen";
import type { ProposalView } from "@/api/generated/submission/types.gen";
import type { SignOffView } from "@/api/generated/supervision/types.gen";
import { journey, type Journey } from "@/shared/journey";
import { orAway } from "@/shared/loading";

/** What is awaited before its admission, of which consultation knows nothing. */
export type Before = { who: "clerk" | "proposer" | "member"; what: "review" | "mend" | "cosign" };

export interface Whole {
  proposal: ProposalView;
  journey: Journey;
  before: Before | null;
  next: StepView[] | null;
  replies: ReplyView[] | null;
  signOffs: SignOffView[] | null;
  outcomes: OutcomeView[] | null;
}

export function before({ state, invitations }: Pick<ProposalView, "state" | "invitations">): Before | null {
  if (state === "returned") return { who: "proposer", what: "mend" };
  if (state !== "filed") return null;
  const waits = invitations.some((one) => one.answer === "open");
  return waits ? { who: "member", what: "cosign" } : { who: "clerk", what: "review" };
}

export async function readProposal(id: string): Promise<Whole> {
  const { data: proposal } = await submissionApi.getProposalsByProposalId({ path: { proposal_id: id } });
  const [next, assignments, replies, signOffs, outcomes] = await Promise.all([
    orAway(consultationApi.getMattersByProposalIdNextSteps({ path: { proposal_id: id } }).then(({ data }) => data)),
    orAway(all((query) => consultationApi.getAssignments({ query: { ...query, proposal_id: id } }))),
    orAway(all((query) => consultationApi.getReplies({ query: { ...query, proposal_id: id } }))),
    orAway(all((query) => supervisionApi.getSignOffs({ query: { ...query, proposal_id: id } }))),
    orAway(all((query) => conversionApi.getOutcomes({ query: { ...query, proposal_id: id } }))),
  ]);
  const verified = outcomes?.filter((one) => one.state === "verified") ?? null;
  return {
    proposal,
    journey: journey({
      state: proposal.state,
      assignments: (assignments ?? []).map((one) => one.state),
      signOffs: (signOffs ?? []).map((one) => one.state),
      outcomes: verified?.length ?? 0,
    }),
    before: before(proposal),
    // Which is no failure before its admission.
    next: proposal.state === "admitted" ? next : [],
    replies: replies?.filter((one) => one.state === "issued") ?? null,
    signOffs,
    outcomes: verified,
  };
}
