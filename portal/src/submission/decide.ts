/** What is decided on one proposal: the form that is filled in, and the command that it becomes. */
import { submissionApi } from "@/api/staff";
import type { PlacedBody, ProposalView } from "@/api/generated/submission/types.gen";
import type { Stage } from "./reviewing";

export const DEEDS = [
  "admit", "return", "decline", "merge", "edit", "opine", "undo_merge", "overrule", "reconsider",
] as const;
export type FileDeed = (typeof DEEDS)[number];

export interface Form {
  deed: FileDeed | null;
  topic: string;
  repeats: string;
  comments: string;
  places: PlacedBody[];
  ground: string;
  explanation: string;
  redirect: string;
  alone: string;
  children: string[];
  opinion: string;
  reason: string;
  reopened: "yes" | "no" | "";
  outcome: "admit" | "return" | "decline" | "";
  text: { title: string; situation: string; analysis: string; suggestions: string } | null;
}

export const blank = (): Form => ({
  deed: null, topic: "", repeats: "", comments: "", places: [], ground: "", explanation: "", redirect: "", alone: "",
  children: [], opinion: "", reason: "", reopened: "", outcome: "", text: null,
});

const orNull = (text: string): string | null => text.trim() || null;

/** Suggestions are edited as one text, a blank line between two. */
export const joined = (suggestions: readonly { text: string }[]): string => suggestions.map((one) => one.text).join("\n\n");
export const split = (text: string): string[] => text.split(/\n\s*\n/).map((one) => one.trim()).filter((one) => one !== "");

/** What is still to be filled in; empty: it can be sent. */
export function missing(form: Form): (keyof Form)[] {
  const wanted: Record<FileDeed, (keyof Form)[]> = {
    admit: ["topic"],
    return: ["comments"],
    decline: ["ground", "explanation"],
    merge: ["children", "opinion"],
    edit: ["text"],
    opine: form.outcome === "decline" ? ["outcome", "ground"] : form.outcome === "return" ? ["outcome", "comments"] : ["outcome"],
    undo_merge: ["reason"],
    overrule: ["explanation"],
    reconsider: ["reopened", "explanation"],
  };
  if (form.deed === null) return [];
  return wanted[form.deed].filter((name) => {
    const value = form[name];
    if (typeof value === "string") return value.trim() === "";
    return value === null || (Array.isArray(value) && value.length === 0);
  });
}

interface Sent {
  proposal: ProposalView | null;
}

/** Sends it for the version that was read. `null`: the proposal stays as it is (an opinion stands beside it). */
export async function send(
  form: Form, proposal: Pick<ProposalView, "id" | "etag">, key: string, stage: Stage | null,
): Promise<Sent> {
  const path = { proposal_id: proposal.id };
  const headers = { "If-Match": proposal.etag, "Idempotency-Key": key };
  const alone_reason = orNull(form.alone);
  switch (form.deed) {
    case "admit": {
      const body = { topic_group: form.topic.trim(), repeats: orNull(form.repeats), alone_reason };
      return { proposal: (await submissionApi.postProposalsByProposalIdAdmit({ path, headers, body })).data };
    }
    case "return": {
      const places = form.places.filter((one) => one.comment.trim() !== "");
      const body = { comments: form.comments.trim(), places, alone_reason };
      return { proposal: (await submissionApi.postProposalsByProposalIdReturn({ path, headers, body })).data };
    }
    case "decline": {
      const body = {
        reason_code: form.ground, explanation: form.explanation.trim(), redirect: orNull(form.redirect), alone_reason,
      };
      return { proposal: (await submissionApi.postProposalsByProposalIdDecline({ path, headers, body })).data };
    }
    case "merge": {
      const body = { children: form.children, opinion: form.opinion.trim() };
      return { proposal: (await submissionApi.postProposalsByProposalIdMerge({ path, headers, body })).data };
    }
    case "edit": {
      const text = form.text ?? { title: "", situation: "", analysis: "", suggestions: "" };
      const body = { ...text, suggestions: split(text.suggestions) };
      return { proposal: (await submissionApi.putProposalsByProposalIdText({ path, headers, body })).data };
    }
    case "undo_merge": {
      const body = { reason: form.reason.trim() };
      return { proposal: (await submissionApi.postProposalsByProposalIdUndoMerge({ path, headers, body })).data };
    }
    case "overrule": {
      const body = { explanation: form.explanation.trim() };
      return { proposal: (await submissionApi.postProposalsByProposalIdOverruleMergeObjections({ path, headers, body })).data };
    }
    case "reconsider": {
      const body = { reopened: form.reopened === "yes", explanation: form.explanation.trim() };
      return { proposal: (await submissionApi.postProposalsByProposalIdDecideReconsideration({ path, headers, body })).data };
    }
    case "opine": {
      if (stage === null || form.outcome === "") throw new Error("no stage waits for an opinion");
      const body = {
        stage,
        outcome: form.outcome,
        reason_code: form.outcome === "decline" ? form.ground : null,
        comment: orNull(form.comments),
        topics: orNull(form.topic) === null ? [] : [form.topic.trim()],
      };
      await submissionApi.postProposalsByProposalIdOpinions({ path, headers, body });
      return { proposal: null };
    }
    case null:
      throw new Error("nothing was decided");
  }
}
