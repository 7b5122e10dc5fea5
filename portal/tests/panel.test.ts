import { describe, expect, it, vi } from "vitest";
import { submissionApi } from "@/api/staff";
import type { GroupView, ProposalView, ReportView, ReviewerView, SuggestedGroupView } from "@/api/generated/submission/types.gen";
import { blankBatch, item, lacking, sender } from "@/submission/batch";
import { fieldsOf, groupsOf, itemsOf, newGroupId, parts, rowsOf, statesOf } from "@/submission/panel/panel";
import { foreseen, type Row } from "@/submission/reviewing";

const suggested = (proposal_id: string, group_id: string | null): SuggestedGroupView => ({
  proposal_id, title: `示例${proposal_id}`, session_id: "S1", etag: `"${proposal_id}"`, group_id, by: group_id === null ? null : "topic", words: [], cosign_open: false,
});

describe("the panel", () => {
  it("shows what the routes let one read", () => {
    expect(parts(["clerk"])).toEqual(["roster", "groups", "distribution", "report"]);
    expect(parts(["reviewer"])).toEqual(["roster", "groups"]);
    expect(parts(["chair"])).toEqual(["roster", "groups", "report"]);
  });
  it("takes fields as people type them", () => {
    expect(fieldsOf("民生、教育，医疗\n 教育 \n\n")).toEqual(["民生", "教育", "医疗"]);
    expect(fieldsOf("  ")).toEqual([]);
    expect(newGroupId()).toMatch(/^G-[0-9a-f]{12}$/);
  });
  it("counts nobody as in a group that is dissolved", () => {
    const group = (id: string, active: boolean): GroupView => ({ id, active, members: ["R1"] }) as GroupView;
    expect(groupsOf({ reviewers: [] as ReviewerView[], groups: [group("a", true), group("b", false)] }, "R1").map((one) => one.id)).toEqual(["a"]);
  });
});

describe("distribution", () => {
  it("follows the suggestion, unless a person said otherwise", () => {
    const rows = [suggested("a", "G1"), suggested("b", "G1"), suggested("c", null), suggested("d", "G2")];
    expect(itemsOf(rows, (id) => id !== "d", { b: "G2" }).map((one) => [one.id, one.group, one.etag])).toEqual([["a", "G1", '"a"'], ["b", "G2", '"b"']]);
  });
});

describe("the report", () => {
  it("names the states that occur, in the order of a report", () => {
    const report = { outcomes: { filed: 2, admitted: 5, withdrawn: 0, declined: 1 } } as unknown as ReportView;
    expect(statesOf(report)).toEqual(["admitted", "declined", "filed"]);
    expect(rowsOf([{ name: "民生", total: 3, outcomes: { admitted: 2 } }], ["admitted", "filed"], (name) => name)).toEqual([{ id: "民生", cells: { name: "民生", total: 3, admitted: 2, filed: 0 } }]);
  });
});

describe("opinions in one go", () => {
  const proposal = (id: string): ProposalView => ({ id, etag: `"${id}"`, state: "filed", text: { title: `示例${id}` } }) as ProposalView;
  const row = (id: string, mine: Row["mine"], held: Row["held"] = []): Row => ({ proposal: proposal(id), review: null, mine, dueAt: null, due: "none", held });
  it("are of what waits for one's own, whatever else it waits for", () => {
    expect(foreseen(row("a", "preliminary", ["stage_open"]), "opine", false)).toEqual({ goes: true });
    expect(foreseen(row("a", null, ["stage_open"]), "opine", false)).toEqual({ goes: false, why: "not_mine" });
    expect(foreseen(row("a", "preliminary", ["cosign"]), "opine", false)).toEqual({ goes: false, why: "cosign" });
  });
  it("lack a ground where one would decline, and words where one would return", () => {
    const form = { ...blankBatch(), deed: "opine" as const };
    expect(lacking(form)).toBe(true);
    expect(lacking({ ...form, outcome: "admit" })).toBe(false);
    expect(lacking({ ...form, outcome: "decline" })).toBe(true);
    expect(lacking({ ...form, outcome: "return", comments: "请补充建议" })).toBe(false);
  });
  it("name the version and the stage that were read, and are answered one by one", async () => {
    const post = vi.spyOn(submissionApi, "postReviewBatchesOpinions").mockResolvedValue({
      data: { done: 1, refused: 1, items: [{ id: "a", state: "open", stage: "preliminary", group_id: "G1", rule: null, detail: null }, { id: "b", state: null, stage: null, group_id: null, rule: "stale", detail: "x" }] },
    } as never);
    const send = sender({ ...blankBatch(), deed: "opine", outcome: "admit", topic: " 民生 " });
    const found = await send([item(proposal("a"), "preliminary"), item(proposal("b"), "preliminary")]);
    expect(post.mock.calls[0]?.[0].body.items[0]).toEqual({ id: "a", etag: '"a"', stage: "preliminary", outcome: "admit", reason_code: null, comment: null, topics: ["民生"] });
    expect(found.map((one) => [one.id, one.done, one.rule])).toEqual([["a", true, null], ["b", false, "stale"]]);
  });
});
