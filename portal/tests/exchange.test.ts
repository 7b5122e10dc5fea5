import { expect, it } from "vitest";
import type { SideView } from "@/api/generated/supervision/types.gen";
import { choices, differing } from "@/supervision/exchange/exchange";

const side = { missing_there: ["m1"], unknown_there: [], missing_here: ["m2", "m3"], unreported: [] } as unknown as SideView;

it("lists what the two sides do not agree about, without what is empty", () => {
  expect(differing(side)).toEqual([
    { list: "missing_there", ids: ["m1"] },
    { list: "missing_here", ids: ["m2", "m3"] },
  ]);
});

it("offers to take in once more only what failed", () => {
  expect((["gap", "malformed", "poison"] as const).map(choices)).toEqual([["give_up"], ["give_up"], ["retry", "give_up"]]);
});
