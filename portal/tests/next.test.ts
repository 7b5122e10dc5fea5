import { describe, expect, it } from "vitest";
import { STAGES } from "@/shared/journey";
import { groupOf, nextOf } from "@/mine/next";
import { before } from "@/submission/reading";

const invitation = (answer: string) => ({
  member_id: "M002", lapses_at: "2026-03-03T10:00:00+08:00", answer, agreed_version: null, on_paper: false, text_changed_since: false,
});

describe("who must act next", () => {
  it.each([
    ["filed", [], "review", "committee", "running"],
    ["filed", ["open"], "review", "cosigners", "running"],
    ["filed", ["agreed", "lapsed"], "review", "committee", "running"],
    // Returned, it is the proposer's, whoever is still asked to sign along.
    ["returned", ["open"], "filed", "you", "mine"],
    ["admitted", [], "admitted", "offices", "running"],
    ["admitted", [], "handling", "unit", "running"],
    ["admitted", [], "signing", "signers", "running"],
  ] as const)("%s with %j → %s: %s", (state, answers, stage, next, group) => {
    expect(nextOf({ state, invitations: answers.map(invitation) }, stage, false)).toBe(next);
    expect(groupOf(next)).toBe(group);
  });

  it("is nobody where it goes no further, and somebody at every stage else", () => {
    for (const stage of STAGES) {
      expect(nextOf({ state: "admitted", invitations: [] }, stage, true)).toBe("nobody");
      expect(nextOf({ state: "admitted", invitations: [] }, stage, false)).not.toBe("nobody");
    }
    expect(groupOf("nobody")).toBe("over");
  });

  it("is told of one proposal before its admission", () => {
    expect(before({ state: "returned", invitations: [invitation("open")] })).toEqual({ who: "proposer", what: "mend" });
    expect(before({ state: "filed", invitations: [invitation("open")] })).toEqual({ who: "member", what: "cosign" });
    expect(before({ state: "filed", invitations: [] })).toEqual({ who: "clerk", what: "review" });
    expect(before({ state: "admitted", invitations: [] })).toBeNull();
  });
});
