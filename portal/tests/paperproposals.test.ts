import { describe, expect, it } from "vitest";
import type { PaperView } from "@/api/generated/submission/types.gen";
import { blank, bodyOf, formOf, missing, sorted, type Form } from "@/submission/paper/paper";

const text = { title: "关于示例的提案", situation: "情况。", analysis: "分析。", suggestions: [{ number: 1, text: "第一条。" }, { number: 2, text: "第二条。" }] };
const paper = (more: Partial<PaperView> = {}): PaperView => ({
  id: "p1", version: 1, state: "waiting", entered_on: "2026-03-02", entered_by: "clerk", attachments: [], refusal: null, refused_by: null, confirmed_by: null,
  proposal_id: null, refiles: null, discarded: null, discarded_by: null,
  entry: { member_id: "M1", kind: "individual", session_id: "S1", channel: "plenary", text, publish_consent: true, received_at: "2026-03-01T15:59:59.999999Z" },
  ...more,
});
const form = (more: Partial<Form> = {}): Form => ({
  ...blank(), member_id: "M1", received_on: "2026-03-01", title: "关于示例的提案", situation: "情况。", analysis: "分析。", suggestions: "第一条。\n\n第二条。", consent: "yes", ...more,
});

describe("entries from paper", () => {
  it("wait for whoever did not enter them; what is over comes last first", () => {
    const found = sorted([paper(), paper({ id: "p2", entered_by: "clerk2" }), paper({ id: "p3", state: "refused" }), paper({ id: "p4", state: "filed" }), paper({ id: "p5", state: "discarded" })], "clerk");
    expect([found.toCheck, found.entered, found.refused, found.over].map((list) => list.map((one) => one.id))).toEqual([["p2"], ["p1"], ["p3"], ["p5", "p4"]]);
  });

  it("lack what their kind asks for, and of a corrected text only the text and its day", () => {
    expect(missing(form(), false)).toEqual([]);
    expect(missing(blank(), false)).toEqual(["member_id", "title", "situation", "analysis", "suggestions", "consent", "received_on"]);
    expect(missing(form({ kind: "collective" }), false)).toEqual(["body_id"]);
    expect(missing(form({ kind: "joint", cosigners: [{ member_id: "M2", opinion: " " }] }), false)).toEqual(["cosigners"]);
    expect(missing({ ...blank(), title: "题" }, true)).toEqual(["situation", "analysis", "suggestions", "received_on"]);
  });

  it("are sent without what belongs to another kind", () => {
    const sent = bodyOf(form({ body_id: "B1", signatory: "某人", cosigners: [{ member_id: "M2", opinion: "同意" }], consent_refusal: "不便" }));
    expect(sent).toMatchObject({ body_id: null, signatory: null, cosigners: [], consent_refusal: null, session_id: null, received_time: null, publish_consent: true });
    expect(sent.text.suggestions).toEqual(["第一条。", "第二条。"]);
    const joint = bodyOf(form({ kind: "joint", cosigners: [{ member_id: "M2", opinion: " 同意 " }, { member_id: "", opinion: "" }], consent: "no", consent_refusal: "不便" }));
    expect(joint).toMatchObject({ cosigners: [{ member_id: "M2", opinion: "同意" }], consent_refusal: "不便", publish_consent: false });
  });

  it("are filled in again as they were entered, the time of day only where it was said", () => {
    expect(formOf(paper())).toMatchObject({ received_on: "2026-03-01", received_time: "", suggestions: "第一条。\n\n第二条。", consent: "yes", cosigners: [] });
    const at = (received_at: string): string => formOf(paper({ entry: { ...paper().entry, received_at } })).received_time;
    expect(at("2026-03-01T00:30:00Z")).toBe("08:30");
    expect(at("2026-03-01T08:30:00+08:00")).toBe("08:30");
    expect(at("2026-03-01T00:30:17.5Z")).toBe("");
  });
});
