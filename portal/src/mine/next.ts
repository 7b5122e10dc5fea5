/** Who must act next, as the list of proposals can tell without asking for each. */
import type { ProposalView } from "@/api/generated/submission/types.gen";
import type { Stage } from "@/shared/journey";

export type Next = "you" | "cosigners" | "committee" | "offices" | "unit" | "signers" | "nobody";

const OF_STAGE: Record<Stage, Next> = {
  filed: "you",
  review: "committee",
  admitted: "offices",
  assigned: "unit",
  handling: "unit",
  replied: "offices",
  signing: "signers",
  conversion: "unit",
};

export function nextOf(proposal: Pick<ProposalView, "state" | "invitations">, stage: Stage, ended: boolean): Next {
  if (ended) return "nobody";
  const waits = proposal.invitations.some((one) => one.answer === "open");
  if (proposal.state === "filed" && waits) return "cosigners";
  return OF_STAGE[stage];
}

export const GROUPS = ["mine", "running", "over"] as const;
export type Group = (typeof GROUPS)[number];

export function groupOf(next: Next): Group {
  return next === "you" ? "mine" : next === "nobody" ? "over" : "running";
}
