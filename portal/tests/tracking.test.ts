import { describe, expect, it } from "vitest";
import type { CandidateView, OversightView, SupervisedSignOffView } from "@/api/generated/supervision/types.gen";
import { lacking, listed, listOf, mayDesignate, mayFinish, mayRecord, mayTake, rowsOf } from "@/supervision/tracking/tracking";

const candidate = (proposal_id: string, more: Partial<CandidateView> = {}): CandidateView => ({
  proposal_id, archived_year: null, session: null, archived_number: null, title: null, reasons: ["recommended"], unfinished: null, recommended: "无成果", taken: false,
  supervision_class: "general", state: "open", ...more,
});
const oversight = (proposal_id: string, more: Partial<OversightView> = {}): OversightView =>
  ({
    id: proposal_id, version: 1, proposal_id, state: "open", supervision_class: "tracked", case_number: 3, proposers: [], supervisor: "提案委员会", by_default: true, key_number: null, contacts: 0,
    last_contact: null, archived_year: null, finding: null, session_id: null, open_urges: [], opened_on: "2026-03-01", next_activity: null, follow_ups: [], ...more,
  });

describe("what is tracked, or might be", () => {
  const rows = rowsOf(
    [candidate("a", { archived_year: 2025, archived_number: 7, title: "二期管网" }), candidate("b"), candidate("c", { taken: true })],
    [oversight("c", { last_contact: "2026-02-01" }), oversight("d"), oversight("e", { next_activity: "2026-04-01" }), oversight("f", { state: "finished", finding: "已通水", archived_year: 2024 })],
    new Map([["b", { title: "增设助餐点", case_number: 9 }], ["d", { title: "改造路口", case_number: 4 }]]),
  );
  it("has its title and number from whoever knows them", () => {
    expect(rows.map((row) => [row.id, row.title, row.number, row.year])).toEqual([
      ["a", "二期管网", 7, 2025], ["b", "增设助餐点", 9, null], ["c", null, 3, null], ["d", "改造路口", 3, null], ["e", null, 3, null], ["f", null, 3, 2024],
    ]);
    expect(rows.map(listOf)).toEqual(["candidates", "candidates", "tracked", "tracked", "tracked", "finished"]);
  });
  it("begins with the next planned look, then what was not looked at for longest", () => {
    expect(listed(rows, "tracked", "").map((row) => row.id)).toEqual(["e", "d", "c"]);
    expect(listed(rows, "candidates", "").map((row) => row.id)).toEqual(["b", "a"]);
    expect(listed(rows, "candidates", "2025 管网").map((row) => row.id)).toEqual(["a"]);
    expect(listed(rows, "tracked", "路口").map((row) => row.id)).toEqual(["d"]);
  });
});

describe("what may be done", () => {
  it("follows class and state", () => {
    expect(mayTake(candidate("a", { supervision_class: null, state: null }))).toBe(true);
    expect(mayTake(candidate("a", { supervision_class: "key" }))).toBe(false);
    expect(mayTake(candidate("a", { state: "cancelled" }))).toBe(false);
    expect(mayTake(candidate("a", { taken: true }))).toBe(false);
    expect(mayDesignate(oversight("a", { supervision_class: "general", state: "closed" }))).toBe(true);
    expect(mayDesignate(oversight("a"))).toBe(false);
  });
  it("ends what is handled by its signatures alone", () => {
    expect(mayFinish(oversight("a"))).toBe(false);
    expect(mayFinish(oversight("a", { archived_year: 2025 }))).toBe(true);
    expect(mayFinish(oversight("a", { state: "closed_unsigned" }))).toBe(true);
    expect(mayFinish(oversight("a", { state: "closed", finding: "x" }))).toBe(false);
  });
  it("lets visits be recorded after the end of what is tracked", () => {
    expect(mayRecord(oversight("a", { state: "closed" }))).toBe(true);
    expect(mayRecord(oversight("a", { state: "closed", supervision_class: "general" }))).toBe(false);
    expect(mayRecord(oversight("a", { state: "finished", finding: "x" }))).toBe(false);
  });
});

describe("closing without a signature", () => {
  const reminded = (times: number): SupervisedSignOffView => ({ reminded: times, state: "requested" }) as SupervisedSignOffView;
  it("says what is lacking, as far as it is known", () => {
    expect(lacking({ signOffs: [], reminders: 3 }, "")).toBe("nothing");
    expect(lacking({ signOffs: [reminded(3), reminded(2)], reminders: 3 }, "unreachable")).toBe("reminders");
    expect(lacking({ signOffs: [reminded(3)], reminders: 3 }, "refused")).toBeNull();
    expect(lacking({ signOffs: [reminded(0)], reminders: 3 }, "died")).toBeNull();
    expect(lacking({ signOffs: [reminded(0)], reminders: null }, "refused")).toBeNull();
  });
});
