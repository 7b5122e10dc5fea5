/** One decision over the chosen rows: the requests it becomes, and what became of each. */
import { submissionApi } from "@/api/staff";
import type { ProposalView } from "@/api/generated/submission/types.gen";
import { OneKey, type Asked, type Result } from "@/desk/outcome";
import { ruleSaid } from "@/desk/refusal";
import { t, word } from "@/desk/words";
import type { Deed, Stage } from "./reviewing";

export interface BatchForm {
  deed: Deed | null;
  topic: string;
  /** Where a row goes under another topic than the others. */
  topics: Record<string, string>;
  comments: string;
  ground: string;
  explanation: string;
  redirect: string;
  alone: string;
  group: string;
  reason: string;
  /** Of an opinion. */
  outcome: "admit" | "return" | "decline" | "";
}

export const blankBatch = (): BatchForm => ({
  deed: null, topic: "", topics: {}, comments: "", ground: "", explanation: "", redirect: "", alone: "", group: "", reason: "", outcome: "",
});

export function lacking(form: BatchForm): boolean {
  switch (form.deed) {
    case "admit":
      return form.topic.trim() === "";
    case "return":
      return form.comments.trim() === "";
    case "decline":
      return form.ground === "" || form.explanation.trim() === "";
    case "distribute":
      return false;
    case "opine":
      return form.outcome === "" || (form.outcome === "decline" && form.ground === "") || (form.outcome === "return" && form.comments.trim() === "");
    case null:
      return true;
  }
}

export interface BatchItem extends Asked {
  etag: string;
  /** The one that waits for the caller's opinion. */
  stage: Stage | null;
}

export const item = (proposal: ProposalView, stage: Stage | null): BatchItem => ({
  id: proposal.id, title: proposal.text.title, etag: proposal.etag, stage,
});

interface Answered {
  id: string;
  rule: string | null;
  detail: string | null;
}

function results<T extends Answered>(asked: readonly BatchItem[], items: readonly T[], done: (one: T) => string): Result[] {
  const titles = new Map(asked.map((one) => [one.id, one.title]));
  return items.map((one) => ({
    id: one.id,
    title: titles.get(one.id) ?? one.id,
    done: one.rule === null,
    said: one.rule === null ? done(one) : ruleSaid(one.rule, one.detail),
    rule: one.rule,
    detail: one.detail,
  }));
}

const orNull = (text: string): string | null => text.trim() || null;

/** Sends one part of the list. Each has its own key, kept until it is answered. */
export function sender(form: BatchForm): (part: BatchItem[]) => Promise<Result[]> {
  const key = new OneKey();
  return async (part) => {
    const named = part.map(({ id, etag }) => ({ id, etag }));
    const alone_reason = orNull(form.alone);
    const headers = { "Idempotency-Key": key.of([form, part]) };
    const settled = (one: { state: string | null; case_number: number | null }): string =>
      one.case_number === null
        ? word("state.proposal", one.state ?? "")
        : t("batch.admitted", { number: one.case_number });
    switch (form.deed) {
      case "admit": {
        const items = named.map((one) => ({ ...one, topic_group: orNull(form.topics[one.id] ?? "") }));
        const body = { items, topic_group: form.topic.trim(), alone_reason };
        return results(part, (await submissionApi.postReviewBatchesAdmit({ headers, body })).data.items, settled);
      }
      case "return": {
        const body = { items: named, comments: form.comments.trim(), alone_reason };
        return results(part, (await submissionApi.postReviewBatchesReturn({ headers, body })).data.items, settled);
      }
      case "decline": {
        const body = {
          items: named, reason_code: form.ground, explanation: form.explanation.trim(),
          redirect: orNull(form.redirect), alone_reason,
        };
        return results(part, (await submissionApi.postReviewBatchesDecline({ headers, body })).data.items, settled);
      }
      case "distribute": {
        const items = named.map((one) => ({ ...one, group_id: orNull(form.group) }));
        const body = { items, reason: orNull(form.reason) };
        const { data } = await submissionApi.postReviewBatchesDistribute({ headers, body });
        return results(part, data.items, (one) => t("batch.distributed", { group: one.group_id ?? "" }));
      }
      case "opine": {
        if (form.outcome === "") throw new Error("no opinion was given");
        const said = {
          outcome: form.outcome, reason_code: form.outcome === "decline" ? form.ground : null, comment: orNull(form.comments),
          topics: orNull(form.topic) === null ? [] : [form.topic.trim()],
        };
        const items = part.flatMap(({ id, etag, stage }) => (stage === null ? [] : [{ id, etag, stage, ...said }]));
        const { data } = await submissionApi.postReviewBatchesOpinions({ headers, body: { items } });
        return results(part, data.items, () => t("batch.opined"));
      }
      case null:
        throw new Error("nothing was decided");
    }
  };
}
