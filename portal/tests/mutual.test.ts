import { describe, expect, it } from "vitest";
import type { MutualReviewView } from "@/api/generated/evaluation/types.gen";
import { inOrder, standing } from "@/evaluation/mutual/mutual";
import { waits } from "@/evaluation/mutual/waiting";

const review = (more: Partial<MutualReviewView> = {}): MutualReviewView => ({
  id: "mutual-1", version: 1, proposal_id: "P1", title: null, unit_id: "U1", unit_name: null, side: "unit", due: "2026-03-17", state: "open", of_proposal_criteria: [], of_handling_criteria: [],
  proposal_rated: false, handling_rated: false, of_proposal: null, of_handling: null, proposal_total: null, handling_total: null, ...more,
});
const DAY = "2026-03-17";

describe("whose turn it is", () => {
  it("lasts to the end of the last day, and until one has rated", () => {
    expect(waits(review(), DAY)).toBe(true);
    expect(waits(review(), "2026-03-18")).toBe(false);
    expect(waits(review({ proposal_rated: true }), DAY)).toBe(false);
    expect(waits(review({ proposal_rated: true, side: "proposer" }), DAY)).toBe(true);
    expect(waits(review({ state: "closed" }), DAY)).toBe(false);
    expect(waits(review({ side: null }), DAY)).toBe(false);
  });
});

describe("how one stands", () => {
  it("tells what was missed from what was given", () => {
    expect(standing(review(), DAY)).toBe("wait");
    expect(standing(review({ proposal_rated: true }), DAY)).toBe("given");
    expect(standing(review({ proposal_rated: true, state: "closed" }), DAY)).toBe("done");
    expect(standing(review({ state: "closed" }), DAY)).toBe("missed");
    expect(standing(review(), "2026-03-18")).toBe("missed");
    expect(standing(review({ side: null }), DAY)).toBe("open");
    expect(standing(review({ side: null, state: "closed" }), DAY)).toBe("done");
  });
  it("puts what is due first before the rest, and what ended last before what ended long ago", () => {
    const line = (id: string, due: string, more: Partial<MutualReviewView> = {}) => review({ id, due, ...more });
    const { todo, others } = inOrder([line("late", "2026-04-01"), line("soon", "2026-03-20"), line("old", "2025-03-01"), line("new", "2026-02-01"), line("given", "2026-03-30", { proposal_rated: true })], DAY);
    expect(todo.map((one) => one.id)).toEqual(["soon", "late"]);
    expect(others.map((one) => one.id)).toEqual(["given", "new", "old"]);
  });
});
