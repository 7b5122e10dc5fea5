import { describe, expect, it } from "vitest";
import type { ForwardView, ProposalView } from "@/api/generated/submission/types.gen";
import { questionsOf, saidOf, waiting, type Me } from "@/mine/answers/asked";

const me: Me = { memberId: "M1", bodyId: null, roles: ["member"] };
const NOW = new Date("2026-03-10T10:00:00+08:00");
const proposal = (more: Partial<ProposalView> = {}): ProposalView => ({
  id: "P1", state: "filed", proposers: ["M1"], body_id: null, master_id: null, children: [], merge_answers: [], merge_answer_by: null, assisted: null,
  objection: null, redirect: null, redirect_agreed: null, reconsider_until: null, reconsideration: null, ...more,
} as ProposalView);
const declined = (more: Partial<ProposalView> = {}) => proposal({ state: "declined", redirect: "转社情民意", reconsider_until: "2026-03-10", ...more });
const asked = (one: ProposalView, who = me, forwards: ForwardView[] = [], master: ProposalView | null = one) =>
  questionsOf(one, master, forwards, who, NOW).map((question) => question.what);

describe("what is asked of a proposer", () => {
  it("is a redirect and, until its last day is over, whether to reconsider", () => {
    expect(asked(declined())).toEqual(["redirect", "reconsider"]);
    expect(asked(declined({ redirect_agreed: true }))).toEqual([]);
    expect(asked(declined({ redirect_agreed: false }))).toEqual(["reconsider"]);
    expect(asked(declined({ redirect: null, reconsider_until: "2026-03-09" }))).toEqual([]);
    expect(asked(declined({ redirect: null, reconsideration: "upheld" }))).toEqual([]);
  });

  it("is asked of the first proposer alone, and for a body of its officer", () => {
    expect(asked(declined({ proposers: ["M2", "M1"] }))).toEqual([]);
    const ours = declined({ body_id: "B1", proposers: ["M9"] });
    expect(asked(ours)).toEqual([]);
    expect(asked(ours, { memberId: "M1", bodyId: "B1", roles: ["member"] })).toEqual([]);
    expect(asked(ours, { memberId: "M1", bodyId: "B1", roles: ["member", "body_officer"] })).toEqual(["redirect", "reconsider"]);
  });

  it("is a merge, of the master and of what is merged into it, while its answer is open and in time", () => {
    const answers = [{ of: "P1" }, { of: "P2", answer: "open" as const }];
    const master = proposal({ merge_answers: answers, merge_answer_by: "2026-03-10T12:00:00+08:00" });
    const child = proposal({ id: "P2", state: "merged", master_id: "P1" });
    expect(asked(master)).toEqual(["merge"]);
    expect(asked(child, me, [], master)).toEqual(["merge"]);
    expect(asked(child, me, [], null)).toEqual([]);
    expect(asked(child, me, [], { ...master, state: "admitted" })).toEqual([]);
    expect(asked(child, me, [], { ...master, merge_answer_by: "2026-03-10T09:59:00+08:00" })).toEqual([]);
    expect(asked(child, me, [], { ...master, merge_answers: [{ of: "P2", answer: "agreed" }] })).toEqual([]);
  });

  it("is an entry from paper, until the day that the filing named and once", () => {
    const assisted = { paper_id: "S1", entered_by: "a", confirmed_by: "b", object_until: "2026-03-10", policy_version: 1 };
    expect(asked(proposal({ assisted }))).toEqual(["entry"]);
    expect(asked(proposal({ assisted, state: "declined" }))).toEqual([]);
    expect(asked(proposal({ assisted: { ...assisted, object_until: "2026-03-09" } }))).toEqual([]);
    expect(asked(proposal({ assisted, objection: { reason: "不是我写的", text_version: 1 } }))).toEqual([]);
  });

  it("comes by what is due first, across all proposals", () => {
    const forward = { id: "F1", proposal_id: "P4", state: "asked" } as ForwardView;
    const sent = { id: "F2", proposal_id: "P4", state: "sent" } as ForwardView;
    const found = waiting(
      [
        proposal({ id: "P4", state: "admitted" }),
        declined({ id: "P3", redirect: null }),
        proposal({ merge_answers: [{ of: "P1" }, { of: "P2" }], merge_answer_by: "2026-03-10T12:00:00+08:00" }),
        proposal({ id: "P2", state: "merged", master_id: "P1" }),
      ],
      [forward, sent], me, NOW,
    );
    expect(found.map((one) => [one.what, one.proposal.id])).toEqual([["reconsider", "P3"], ["merge", "P1"], ["merge", "P2"], ["consent", "P4"]]);
  });
});

describe("what was answered", () => {
  it("stands with its reason and what was made of it", () => {
    const one = proposal({
      merge_answers: [{ of: "P1", answer: "overruled", reason: "不是一回事", explanation: "同一件事" }],
      objection: { reason: "第二条漏了", text_version: 1, outcome: "corrected", explanation: "已补上" },
    });
    expect(saidOf(one, one, [])).toEqual([
      { what: "merge", answer: "overruled", reason: "不是一回事", explanation: "同一件事" },
      { what: "entry", answer: "corrected", reason: "第二条漏了", explanation: "已补上" },
    ]);
    expect(saidOf(declined({ redirect_agreed: false, reconsideration: "asked" }), null, []).map((said) => [said.what, said.answer])).toEqual([
      ["redirect", "no"], ["reconsider", "asked"],
    ]);
    expect(saidOf(proposal({ merge_answers: [{ of: "P1" }] }), proposal({ merge_answers: [{ of: "P1" }] }), [])).toEqual([]);
    const forward = (state: string, sent_at: string | null) => ({ id: state, proposal_id: "P1", state, sent_at }) as ForwardView;
    const forwards = [forward("asked", null), forward("refused", null), forward("recalled", null), forward("accepted", "2026-03-01T00:00:00Z")];
    expect(saidOf(proposal(), null, forwards).map((said) => [said.answer, said.forward?.id])).toEqual([["no", "refused"], ["yes", "accepted"]]);
  });
});
