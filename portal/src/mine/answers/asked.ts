/** What a member is asked about a proposal of theirs, or may say to what others did with it; who acts for a body is its officer. */
import type { ForwardView, ProposalView } from "@/api/generated/submission/types.gen";
import type { Person } from "@/session/session";
import { today } from "@/desk/today";

export type Me = Pick<Person, "memberId" | "bodyId" | "roles">;
export type What = "redirect" | "merge" | "entry" | "reconsider" | "consent";

export interface Question {
  what: What;
  proposal: ProposalView;
  /** A day, or a moment; null: nobody waits for an answer by a day. */
  until: string | null;
  /** Of a merge: where the answers stand, which is the proposal itself or what it was merged into. */
  master?: ProposalView;
  forward?: ForwardView;
}

export const actsFor = (proposal: ProposalView, me: Me): boolean =>
  me.memberId !== null &&
  (proposal.body_id === null ? proposal.proposers[0] === me.memberId : proposal.body_id === me.bodyId && me.roles.includes("body_officer"));

const OBJECTABLE = ["filed", "returned", "admitted", "merged"];

/** What is asked comes before what one may say. `master` is what it was merged into, or itself; null where that cannot be read. */
export function questionsOf(
  proposal: ProposalView, master: ProposalView | null, forwards: readonly ForwardView[], me: Me, now = new Date(),
): Question[] {
  if (!actsFor(proposal, me)) return [];
  const found: Question[] = [];
  const day = today(now);
  const { state, redirect, redirect_agreed, reconsider_until, assisted } = proposal;
  if (state === "declined" && redirect !== null && redirect_agreed === null) found.push({ what: "redirect", proposal, until: null });
  const by = master?.merge_answer_by ?? null;
  const open = master?.state === "filed" && master.merge_answers.some((one) => one.of === proposal.id && (one.answer ?? "open") === "open");
  if (master !== null && open && by !== null && now.getTime() <= Date.parse(by)) found.push({ what: "merge", proposal, until: by, master });
  for (const forward of forwards)
    if (forward.proposal_id === proposal.id && forward.state === "asked") found.push({ what: "consent", proposal, until: null, forward });
  if (assisted !== null && proposal.objection === null && OBJECTABLE.includes(state) && day <= assisted.object_until)
    found.push({ what: "entry", proposal, until: assisted.object_until });
  if (state === "declined" && proposal.reconsideration === null && redirect_agreed !== true && reconsider_until !== null && day <= reconsider_until)
    found.push({ what: "reconsider", proposal, until: reconsider_until });
  return found;
}

/** Of all that the reader proposed: what waits by a day comes first. */
export function waiting(proposals: readonly ProposalView[], forwards: readonly ForwardView[], me: Me, now = new Date()): Question[] {
  const known = new Map(proposals.map((one) => [one.id, one]));
  return proposals
    .flatMap((one) => questionsOf(one, one.master_id === null ? one : (known.get(one.master_id) ?? null), forwards, me, now))
    .sort((a, b) => (a.until ?? "9999").localeCompare(b.until ?? "9999"));
}

/** What was said before, by the proposer, and what came of it. */
export interface Said {
  what: What;
  answer: "yes" | "no" | "open" | "stands" | "corrected" | "withdrawn" | "overruled" | "asked" | "upheld" | "reopened";
  reason: string | null;
  explanation: string | null;
  forward?: ForwardView;
}

export function saidOf(proposal: ProposalView, master: ProposalView | null, forwards: readonly ForwardView[]): Said[] {
  const found: Said[] = [];
  const none = { reason: null, explanation: null };
  if (proposal.redirect !== null && proposal.redirect_agreed !== null)
    found.push({ what: "redirect", answer: proposal.redirect_agreed ? "yes" : "no", ...none });
  if (proposal.reconsideration !== null)
    found.push({ what: "reconsider", answer: proposal.reconsideration as "asked", ...none });
  const merged = master?.merge_answers.find((one) => one.of === proposal.id);
  if (merged?.answer !== undefined && merged.answer !== "open")
    found.push({
      what: "merge", answer: ({ agreed: "yes", objected: "no", overruled: "overruled" } as const)[merged.answer],
      reason: merged.reason ?? null, explanation: merged.explanation ?? null,
    });
  if (proposal.objection !== null)
    found.push({
      what: "entry", answer: proposal.objection.outcome ?? "open",
      reason: proposal.objection.reason, explanation: proposal.objection.explanation ?? null,
    });
  for (const forward of forwards)
    if (forward.state === "refused" || forward.sent_at !== null)
      found.push({ what: "consent", answer: forward.state === "refused" ? "no" : "yes", reason: null, explanation: null, forward });
  return found;
}
