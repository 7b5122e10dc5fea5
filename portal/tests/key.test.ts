import { describe, expect, it } from "vitest";
import type { KeyListed, KeyQuota, NomineeLine } from "@/api/generated/supervision/types.gen";
import { changes, inOrder, moved, numbered, outside } from "@/supervision/key/keys";

const line = (proposal_id: string, mean: number | null, case_number: number, state: "nominated" | "withdrawn" = "nominated"): NomineeLine =>
  ({ proposal_id, case_number, title: null, topic_group: null, nominee: { mean, state } }) as NomineeLine;

describe("nominees", () => {
  it("stand with the best first, unscored ones last by their number, withdrawn ones not at all", () => {
    const found = inOrder([line("a", null, 9), line("b", 70, 3), line("c", null, 2), line("d", 90, 8), line("e", 99, 1, "withdrawn")]);
    expect(found.map((one) => one.proposal_id)).toEqual(["d", "b", "c", "a"]);
  });
});

describe("a decision", () => {
  it("must say why of what is taken up, of what is dropped from the list, and of what loses its place as key, each once", () => {
    expect(changes(["a", "new"], ["a", "b"], ["b", "c"])).toEqual([
      { proposal_id: "new", up: true },
      { proposal_id: "b", up: false },
      { proposal_id: "c", up: false },
    ]);
    expect(changes(["a"], ["a"], ["a"])).toEqual([]);
  });
});

describe("the list", () => {
  const items: KeyListed[] = [{ proposal_id: "a", key_number: 1 }, { proposal_id: "b" }];
  it("is moved by one place and not beyond its ends", () => {
    expect(moved(items, 0, 1).map((one) => one.proposal_id)).toEqual(["b", "a"]);
    expect(moved(items, 0, -1)).toEqual(items);
    expect(moved(items, 1, 1)).toEqual(items);
  });
  it("gives the first ones the principals' numbers, whatever they had", () => {
    expect(numbered([{ proposal_id: "a" }, { proposal_id: "b", key_number: 1 }, { proposal_id: "c", key_number: 3 }], 2)).toEqual([
      { proposal_id: "a", key_number: 1 },
      { proposal_id: "b", key_number: 2 },
      { proposal_id: "c", key_number: null },
    ]);
  });
  it("lies within the bounds, both included", () => {
    const quota = { fewest: 2, most: 4 } as KeyQuota;
    expect([1, 2, 4, 5].map((count) => outside(count, quota))).toEqual([true, false, false, true]);
  });
});
