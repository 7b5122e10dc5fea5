import { describe, expect, it } from "vitest";
import type { SupervisedSignOffView } from "@/api/generated/supervision/types.gen";
import { blank, chosen, opinion, papers } from "@/supervision/paper/paper";

const asked = (more: Partial<SupervisedSignOffView>): SupervisedSignOffView => ({
  id: "R-r1", version: 1, proposal_id: "p1", reply_id: "r1", assignment_id: "a1", unit_id: "U1", cycle: 1, reply_hash: "", state: "requested",
  members: ["M1", "M2"], unsigned: ["M1", "M2"], signatures: [], papers: [], scans: [], reminded: 0, refused: 0, completion: null, supervised: true, ...more,
});

describe("paper forms", () => {
  it("wait for a second clerk, or are still to be entered, and only while something can be signed", () => {
    const called = new Map([["p1", { case_number: 7, title: "示例" }], ["p2", { case_number: 3, title: "另一件" }]]);
    const found = papers(
      [
        asked({ papers: ["M2"] }),
        asked({ reply_id: "r2", proposal_id: "p2", unsigned: ["M2"] }),
        asked({ reply_id: "r3", supervised: false }),
        asked({ reply_id: "r4", state: "completed", unsigned: [] }),
        asked({ reply_id: "r5", proposal_id: "p9", unsigned: ["M1"] }),
      ],
      called,
    );
    expect(found.waiting.map((one) => [one.reply_id, one.member_id, one.title])).toEqual([["r1", "M2", "示例"]]);
    // By case number; what has no name yet comes last.
    expect(found.unsigned.map((one) => [one.reply_id, one.member_id])).toEqual([["r2", "M2"], ["r1", "M1"], ["r5", "M1"]]);
  });

  it("say nothing for the member that the form does not say", () => {
    const said = { ...blank(), result: "satisfied", process: "dissatisfied", visited: "no", comment: "  " } as const;
    expect(opinion(said)).toBeNull();
    const whole = opinion({ ...said, view: "reserve" });
    expect(whole).toEqual({
      result: "satisfied", process: "dissatisfied", visited: false, view: "reserve", attitude: null, to_the_point: null, comment: null,
    });
    expect(whole && chosen({ comment: null, attitude: null, to_the_point: null, ...whole })).toEqual({ ...said, view: "reserve", comment: "" });
  });
});
