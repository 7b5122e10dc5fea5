import { describe, expect, it } from "vitest";
import type { AssignmentView, ReplyView, StepView } from "@/api/generated/consultation/types.gen";
import type { CommitmentView } from "@/api/generated/conversion/types.gen";
import { canDraft, contentOf, formOf, missing, owed, type AnswerForm, type ReplyForm } from "@/consultation/unit/replying";
import { asked, placeOf, tiles, type UnitDesk, type Work } from "@/consultation/unit/work";

const TODAY = "2026-03-01";
const step = (what: StepView["what"], more: Partial<StepView> = {}): StepView => ({
  who: "unit", whom: "U1", what, id: "X1", assignment_id: "A1", proposal_id: "P1", case_number: 7, title: "示例案由", due: null, overdue: false, urgent: false, ...more,
});
const assignment = (more: Partial<AssignmentView> = {}): AssignmentView =>
  ({ id: "A1", proposal_id: "P1", unit_id: "U1", role: "sole", cycle: 1, state: "plan_agreed", suggestions: [], ...more }) as AssignmentView;
const version = (more: Partial<ReplyView> = {}): ReplyView =>
  ({
    id: "R1", assignment_id: "A1", cycle: 1, reply_version: 1, state: "draft",
    content: {
      answer_class: "planned", letter: "B", signatory: "示例负责人", contact: "示例科室", text: "现答复如下。",
      answers: [{ suggestion: 1, adoption: "planned", why: "分步实施", commitment: { promise: "建两处", due: "2026-09-30" } }],
    },
    ...more,
  }) as ReplyView;

const answered = (): AnswerForm => ({ suggestion: 1, adoption: "planned", why: "分步实施", promised: true, promise: "建两处", due: "2026-09-30" });

describe("a unit's desk", () => {
  it("counts what is late before all else, and leaves out what there is none of", () => {
    const desk = {
      steps: [step("accept"), step("accept", { overdue: true }), step("draft_reply")],
      commitments: [{ state: "missed" }, { state: "open" }] as CommitmentView[],
    } as UnitDesk;
    expect(tiles(desk)).toEqual([
      { what: "overdue", count: 1 }, { what: "broken", count: 1 }, { what: "accept", count: 2 }, { what: "draft_reply", count: 1 },
    ]);
  });

  it("leads a helper to its own assignment, since it does not see its lead's", () => {
    const own = [assignment({ id: "A2", unit_id: "U2", role: "helper" })];
    expect(placeOf(step("countersign", { whom: "U2" }), own)).toBe("/handling/A2");
    expect(placeOf(step("approve_reply"), own)).toBe("/handling/A1");
    expect(placeOf(step("answer_point", { assignment_id: null }))).toBe("/points/X1");
  });

  it("answers its own suggestions, or all", () => {
    const matter = { suggestions: [1, 2, 3] };
    expect(asked({ matter, assignment: assignment() } as unknown as Work)).toEqual([1, 2, 3]);
    expect(asked({ matter, assignment: assignment({ suggestions: [2] }) } as unknown as Work)).toEqual([2]);
  });
});

describe("a version of a reply", () => {
  it("takes over what the last one says, suggestion by suggestion", () => {
    const form = formOf([1, 2], version());
    expect(form.answers).toEqual([
      answered(),
      { suggestion: 2, adoption: "", why: "", promised: false, promise: "", due: "" },
    ]);
    expect(form.signatory).toBe("示例负责人");
  });

  it("says field by field what it lacks, and wants a commitment that falls due in the future", () => {
    const empty = missing(formOf([1], null), TODAY).map((one) => one.field);
    expect(empty).toEqual(["class", "why", "text", "signatory", "contact"]);
    const whole = formOf([1], version());
    expect(missing(whole, TODAY)).toEqual([]);
    const first = answered();
    expect(missing({ ...whole, answers: [{ ...first, due: TODAY }] }, TODAY)).toEqual([{ field: "due", number: 1 }]);
    expect(missing({ ...whole, answers: [{ ...first, promise: " " }] }, TODAY)).toEqual([{ field: "promise", number: 1 }]);
    // Planned needs one whether or not the box is ticked; adopted does not.
    expect(missing({ ...whole, answers: [{ ...first, promised: false, due: "" }] }, TODAY)).toEqual([{ field: "due", number: 1 }]);
    expect(missing({ ...whole, answers: [{ ...first, adoption: "adopted", promised: false, promise: "", due: "" }] }, TODAY)).toEqual([]);
  });

  it("sends no commitment where none is made", () => {
    const form: ReplyForm = formOf([1], version());
    const content = contentOf({ ...form, text: " 现答复如下。 ", answers: [{ ...answered(), adoption: "adopted", promised: false }] });
    expect(content.text).toBe("现答复如下。");
    expect(content.answers).toEqual([{ suggestion: 1, adoption: "adopted", why: "分步实施", commitment: null }]);
  });

  it("remembers what the last issued one promised", () => {
    expect(owed([version({ id: "R3", reply_version: 2 }), version({ state: "issued" })])).toEqual([1]);
    expect(owed([version()])).toEqual([]);
  });

  it("is written while the plan stands and no other one is on its way", () => {
    expect(canDraft(assignment(), [])).toBe(true);
    expect(canDraft(assignment(), [version({ state: "rejected" })])).toBe(true);
    expect(canDraft(assignment(), [version({ state: "approved" })])).toBe(false);
    expect(canDraft(assignment({ cycle: 2 }), [version({ state: "issued" })])).toBe(true);
    expect(canDraft(assignment({ state: "accepted" }), [])).toBe(false);
    expect(canDraft(assignment({ role: "helper" }), [])).toBe(false);
  });
});
