import { describe, expect, it } from "vitest";
import { bodyOf, gaps, meanwhile, touched, type Form } from "@/calls/plan/plan";

const form = (changes: Partial<Form> = {}): Form => ({ team: ["M2"], others: "", research_from: "", research_until: "", steps: [], ...changes });
const step = (name: string, due: string, done_on: string | null = null) => ({ name, due, done_on });

describe("the plan of a booking", () => {
  it("is sent without what is empty", () => {
    const typed = form({ others: " 示例甲、示例乙\n\n示例丙 ", steps: [step(" 走访 ", "2026-03-01"), step("", "")] });
    expect(bodyOf(typed)).toEqual({
      team: ["M2"], others: ["示例甲", "示例乙", "示例丙"], research_from: null, research_until: null, milestones: [{ name: "走访", due: "2026-03-01" }],
    });
    expect(touched(form(), form({ steps: [step("", "")] }))).toBe(false);
    expect(touched(form(), form({ team: [] }))).toBe(true);
  });

  it("says what is missing where it is typed", () => {
    expect(gaps(form(), "2026-06-01")).toEqual([]);
    expect(gaps(form({ steps: [step("走访", ""), step("", "2026-07-01")] }), "2026-06-01")).toEqual(["stepName", "stepDue", "stepLate"]);
    expect(gaps(form({ steps: [step("走访", "2026-05-01"), step(" 走访", "2026-05-02")] }), "2026-06-01")).toEqual(["stepTwice"]);
    expect(gaps(form({ research_from: "2026-05-02", research_until: "2026-05-01" }), "2026-06-01")).toEqual(["research"]);
  });

  it("follows what was changed elsewhere, and keeps what was typed", () => {
    const was = form({ steps: [step("走访", "2026-03-01"), step("座谈", "2026-04-01")] });
    const now = form({ team: ["M3"], others: "示例甲", steps: [step("走访", "2026-03-01", "2026-02-20"), step("座谈", "2026-04-01")] });
    const typed = form({ others: "示例乙", steps: [step("座谈会", "2026-04-01")] });
    const found = meanwhile(was, now, typed);
    expect(found.changed).toEqual(["team", "others", "steps"]);
    // What was done meanwhile stays, also where it had been taken out here.
    expect(found.typed).toEqual(form({ team: ["M3"], others: "示例乙", steps: [step("座谈会", "2026-04-01"), step("走访", "2026-03-01", "2026-02-20")] }));
  });
});
