import { describe, expect, it } from "vitest";
import type { CommitmentView, OutcomeView } from "@/api/generated/conversion/types.gen";
import { fits, inOrder, kept, toJudge, waiting, type Row } from "@/conversion/became";

const promise = (more: Partial<CommitmentView> = {}): CommitmentView => ({ state: "open", due: "2026-03-10", ...more }) as CommitmentView;
const outcome = (more: Partial<OutcomeView> = {}): OutcomeView => ({ state: "recorded", instruction_only: false, ...more }) as OutcomeView;
const row = (more: Partial<Row> = {}): Row =>
  ({ dossier: { proposal_id: "P1", title: "示例案由", case_number: 17, followup: null }, commitments: [], outcomes: [], ...more }) as Row;

describe("what waits for somebody's word", () => {
  it("is what was claimed or recorded, but no instruction alone", () => {
    const found = toJudge(
      [promise(), promise({ state: "claimed" }), promise({ state: "kept" })],
      [outcome(), outcome({ instruction_only: true }), outcome({ state: "verified" })],
    );
    expect([found.commitments.length, found.outcomes.length]).toEqual([1, 1]);
  });
  it("comes first, then what was closed last, and what runs before what is closed", () => {
    const of = (proposal_id: string, closed_at: string | null, commitments: CommitmentView[] = []) =>
      ({ proposal_id, closed_at, commitments, outcomes: [] }) as unknown as Parameters<typeof inOrder>[0][number];
    const mine = [of("old", "2025-01-01"), of("new", "2026-01-01"), of("runs", null), of("waits", "2024-01-01", [promise({ state: "claimed" })])];
    expect(inOrder(mine).map((one) => one.proposal_id)).toEqual(["waits", "runs", "new", "old"]);
    expect(mine.map(waiting)).toEqual([0, 0, 0, 1]);
  });
});

describe("the desk", () => {
  it("counts what counts: neither what was released nor what a later round replaced", () => {
    const commitments = [promise({ state: "kept" }), promise({ state: "missed" }), promise({ state: "released" }), promise({ state: "superseded" })];
    expect(kept(row({ commitments }))).toEqual({ kept: 1, all: 2 });
  });
  it("finds what is broken, what is due within thirty days, and words in title and number", () => {
    const today = "2026-02-10";
    expect(fits(row({ commitments: [promise({ state: "missed" })] }), "missed", "", today)).toBe(true);
    expect(fits(row({ commitments: [promise({ due: "2026-03-12" })] }), "soon", "", today)).toBe(true);
    expect(fits(row({ commitments: [promise({ due: "2026-03-13" })] }), "soon", "", today)).toBe(false);
    expect(fits(row({ commitments: [promise({ state: "kept" })] }), "soon", "", today)).toBe(false);
    expect(fits(row(), "all", " 案由  17 ", today)).toBe(true);
    expect(fits(row(), "all", "别的", today)).toBe(false);
    expect(fits(row(), "recommended", "", today)).toBe(false);
  });
});
