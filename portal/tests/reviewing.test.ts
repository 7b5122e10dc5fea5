import { describe, expect, it } from "vitest";
import type { ProposalView, ReviewView } from "@/api/generated/submission/types.gen";
import { blank, joined, missing, split } from "@/submission/decide";
import {
  differences, dueOf, foreseen, hindrances, may, NO_FILTER, shown, type Row, type Rules,
} from "@/submission/reviewing";

const RULES: Rules = {
  finalWord: ["clerk", "reviewer"],
  decideAlone: ["chair"],
  stages: [{ stage: "preliminary", hours: 48, near_hours: 12 }],
  declineReasons: {},
};
const PLAIN: Rules = { ...RULES, stages: [] };

function proposal(id: string, more: Partial<ProposalView> = {}): ProposalView {
  return {
    id, version: 1, etag: `"${id}"`, state: "filed", kind: "individual", channel: "plenary", session_id: "S", case_number: null,
    text: { title: `关于${id}的提案`, situation: "情况", analysis: "分析", suggestions: [{ number: 1, text: "建议" }] },
    text_version: 1, proposers: ["M001"], invitations: [], suggested_units: [], booking_id: null, master_id: null, children: [],
    received_at: "2026-01-01T01:00:00Z", publish_consent: true, consent_refusal: null, body_id: null, signatory: null, comments: null,
    decline_reason: null, decline_explanation: null, redirect: null, redirect_agreed: null, reconsider_until: null,
    reconsideration: null, attachments: [], replaced_units: [], origin: null, seal_scan_missing: false, assisted: null,
    refiled_on_paper: false, merge_answers: [], merge_answer_by: null, objection: null, ...more,
  };
}
const review = (state: string, due_at: string): ReviewView => ({
  id: "r", version: 1, proposal_id: "p", state, round: 1, group_id: "G1", stage: state === "open" ? "preliminary" : null,
  disagreed: false, alone: null,
  stages: [{ stage: "preliminary", wanted: 2, reviewers: [], given: [], due_at, agreed: state === "open" ? null : true, opinions: [] }],
});
const row = (of: ProposalView, more: Partial<Row> = {}): Row => ({
  proposal: of, review: null, mine: null, dueAt: null, due: "none", held: hindrances(of, null, PLAIN), ...more,
});
const invited = { member_id: "M002", lapses_at: "", answer: "open", agreed_version: null, on_paper: false, text_changed_since: false };

describe("when an opinion is due", () => {
  const now = Date.parse("2026-01-10T00:00:00Z");
  it.each([
    ["2026-01-09T23:59:59Z", "overdue"], ["2026-01-10T11:59:00Z", "near"], ["2026-01-12T00:00:00Z", "running"],
  ])("%s is %s", (due, said) => {
    expect(dueOf(review("open", due), RULES, now)).toEqual({ dueAt: due, due: said });
  });

  it("is no question once the opinions are in", () => {
    expect(dueOf(review("ready", "2026-01-01T00:00:00Z"), RULES, now)).toEqual({ dueAt: null, due: "none" });
    expect(dueOf(null, RULES, now).due).toBe("none");
  });
});

describe("what keeps a proposal from being decided", () => {
  it("is named, each thing", () => {
    const held = proposal("a", {
      invitations: [invited], objection: { reason: "", text_version: 1, outcome: "open" }, merge_answers: [{ of: "a", answer: "objected" }],
    });
    expect(hindrances(held, null, RULES)).toEqual(["cosign", "objection", "merge_objected", "undistributed"]);
    expect(hindrances(proposal("a"), review("open", ""), RULES)).toEqual(["stage_open"]);
    expect(hindrances(proposal("a"), review("ready", ""), RULES)).toEqual([]);
    expect(hindrances(proposal("a"), null, PLAIN)).toEqual([]);
  });

  it("is not guessed where the reviews could not be read, nor of what is decided", () => {
    expect(hindrances(proposal("a"), undefined, RULES)).toEqual([]);
    expect(hindrances(proposal("a", { state: "admitted" }), null, RULES)).toEqual([]);
  });

  it("is foreseen for a batch", () => {
    const open = row(proposal("a"), { held: ["stage_open"] });
    expect(foreseen(open, "admit", false)).toEqual({ goes: false, why: "stage_open" });
    expect(foreseen(open, "admit", true)).toEqual({ goes: true });
    expect(foreseen(open, "distribute", false)).toEqual({ goes: true });
    expect(foreseen(row(proposal("a", { state: "admitted" })), "return", true)).toEqual({ goes: false, why: "state" });
    expect(foreseen(row(proposal("a")), "decline", false)).toEqual({ goes: true });
  });
});

describe("who may do what", () => {
  it("is as the routes and the county's rules have it", () => {
    expect(may("admit", ["clerk"], RULES)).toBe(true);
    expect(may("admit", ["reviewer"], RULES)).toBe(false);
    expect(may("return", ["reviewer"], RULES)).toBe(true);
    expect(may("admit", ["chair"], RULES)).toBe(true);
    expect(may("admit", ["chair"], { ...RULES, decideAlone: [] })).toBe(false);
    expect(may("merge", ["reviewer"], RULES)).toBe(false);
    expect(may("lock", ["chair"], RULES)).toBe(false);
  });
});

describe("the list", () => {
  const rows = [
    row(proposal("近", { received_at: "2026-01-03T00:00:00Z" }), { due: "near", dueAt: "2026-01-11T00:00:00Z" }),
    row(proposal("老", { received_at: "2026-01-01T00:00:00Z", kind: "joint", invitations: [invited] })),
    row(proposal("新", { received_at: "2026-01-05T00:00:00Z", channel: "between_sessions", proposers: ["M009"] })),
    row(proposal("逾", { received_at: "2026-01-04T00:00:00Z" }), { due: "overdue", dueAt: "2026-01-02T00:00:00Z", review: review("open", "") }),
  ];
  const ids = (filter: object): string[] =>
    shown(rows, { ...NO_FILTER, ...filter }, (id) => (id === "M009" ? "示例委员九" : id)).map((one) => one.proposal.id);

  it("has first what is due first, and loses none", () => {
    expect(ids({})).toEqual(["逾", "近", "老", "新"]);
    expect(ids({ order: "newest" })).toEqual(["新", "逾", "近", "老"]);
    expect(ids({ order: "oldest" })).toEqual(["老", "近", "逾", "新"]);
  });

  it("is narrowed by each filter, and by all of them together", () => {
    expect(ids({ channel: "between_sessions" })).toEqual(["新"]);
    expect(ids({ kind: "joint" })).toEqual(["老"]);
    expect(ids({ due: "overdue" })).toEqual(["逾"]);
    expect(ids({ group: "G1" })).toEqual(["逾"]);
    expect(ids({ group: "-" })).toEqual(["近", "老", "新"]);
    expect(ids({ waits: "held" })).toEqual(["老"]);
    expect(ids({ words: "示例委员九" })).toEqual(["新"]);
    expect(ids({ words: "关于 近" })).toEqual(["近"]);
    expect(ids({ words: "近", channel: "between_sessions" })).toEqual([]);
  });
});

describe("a stale decision", () => {
  it("is told what changed, and nothing else", () => {
    const before = proposal("a");
    const after = proposal("a", {
      state: "admitted", case_number: 3, etag: '"2"',
      text: { ...before.text, analysis: "新的分析", suggestions: [{ number: 1, text: "建议" }, { number: 2, text: "再一条" }] },
    });
    expect(differences(before, after)).toEqual([
      { field: "state", before: "filed", after: "admitted" },
      { field: "case_number", before: "", after: "3" },
      { field: "analysis", before: "分析", after: "新的分析" },
      { field: "suggestions", before: "1. 建议", after: "1. 建议\n2. 再一条" },
    ]);
    expect(differences(before, { ...before, etag: '"2"' })).toEqual([]);
  });
});

describe("what is filled in", () => {
  it("is named where it lacks", () => {
    expect(missing({ ...blank(), deed: "admit" })).toEqual(["topic"]);
    expect(missing({ ...blank(), deed: "admit", topic: "民生" })).toEqual([]);
    expect(missing({ ...blank(), deed: "decline", ground: "vague", explanation: "  " })).toEqual(["explanation"]);
    expect(missing({ ...blank(), deed: "merge", opinion: "同一事由" })).toEqual(["children"]);
    expect(missing({ ...blank(), deed: "opine", outcome: "return" })).toEqual(["comments"]);
    expect(missing(blank())).toEqual([]);
  });

  it("of suggestions comes back as it went in", () => {
    const suggestions = [{ text: "第一条\n有两行" }, { text: "第二条" }];
    expect(split(joined(suggestions))).toEqual(["第一条\n有两行", "第二条"]);
    expect(split("\n\n  \n")).toEqual([]);
  });
});
