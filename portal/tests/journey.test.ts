import { describe, expect, it } from "vitest";
import { journey, STAGES, type Known } from "@/shared/journey";

const known = (change: Partial<Known>): Known => ({ state: "admitted", assignments: [], signOffs: [], outcomes: 0, ...change });

describe("where a proposal is", () => {
  it.each([
    [{ state: "filed" }, "review", false],
    [{ state: "returned" }, "filed", false],
    [{ state: "declined" }, "review", true],
    [{ state: "merged" }, "review", true],
    [{}, "admitted", false],
    [{ assignments: ["issued"] }, "assigned", false],
    [{ assignments: ["returned", "issued"] }, "assigned", false],
    [{ assignments: ["returned"] }, "admitted", false],
    [{ assignments: ["accepted"] }, "handling", false],
    [{ assignments: ["replied", "accepted"] }, "handling", false],
    [{ assignments: ["replied", "replied"] }, "replied", false],
    [{ assignments: ["replied"], signOffs: ["requested"] }, "signing", false],
    [{ assignments: ["closed"], signOffs: ["completed"] }, "conversion", false],
    // Dissatisfied: handled again, whatever was signed before.
    [{ assignments: ["accepted"], signOffs: ["superseded"] }, "handling", false],
    [{ assignments: ["closed"], signOffs: ["completed"], outcomes: 1 }, "conversion", true],
  ] satisfies [Partial<Known>, (typeof STAGES)[number], boolean][])("%j → %s", (change, stage, ended) => {
    expect(journey(known(change))).toEqual({ stage, ended });
  });
});
