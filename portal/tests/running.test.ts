import { describe, expect, it } from "vitest";
import type { StatusView, StoredView } from "@/api/generated/submission/types.gen";
import { behind, concerns, grave, readable, share, type Running } from "@/operations/running";

const stored = (more: Partial<StoredView> = {}): StoredView => ({
  events: 10, pending: 0, oldest_pending_seconds: null, sending: true, sources: [], parked: [], oldest_parked_seconds: null,
  catching_up: {}, replays: [], unrepeated: 0, recovered: 0, must_be_checked: [], ...more,
});
const status = (more: Partial<StatusView> = {}): StatusView => ({
  service: "submission", refusing: null, stopped: null, failing: {}, error: null, stored: stored(), ...more,
});
const running = (now: StatusView | null): Running => ({ service: "submission", status: now, failure: null, parked: [], more: false });
const source = { consumer: "submission", source: "evaluation", known: 9, applied: 5, waiting: 1, missing: 0, counties_missing: [] };
const worries = (now: StatusView | null): string[] => concerns(running(now)).map((one) => one.worry);

describe("what somebody has to do something about", () => {
  it("is nothing where all is well, and what is merely on its way is well", () => {
    expect(worries(status({ stored: stored({ pending: 3, oldest_pending_seconds: 2, sources: [source] }) }))).toEqual([]);
  });
  it("is a service that cannot be reached, whose store is away, or none of whose workers lives", () => {
    expect(worries(null)).toEqual(["away"]);
    expect(worries(status({ stored: null, error: "refused" }))).toEqual(["store"]);
    expect(worries(status({ stored: stored({ sending: false }) }))).toEqual(["silent"]);
  });
  it("names what waits to go out for too long, what never came, and where", () => {
    const missing = [{ ...source, missing: 2, counties_missing: ["330102"] }, { ...source, source: "x", missing: 1, counties_missing: ["330102"] }];
    expect(concerns(running(status({ stored: stored({ pending: 4, oldest_pending_seconds: 61, sources: missing }) })))).toEqual([
      { worry: "pending", count: 4, detail: "" }, { worry: "missing", count: 3, detail: "330102" },
    ]);
  });
  it("tells what a person decides from what mends itself", () => {
    const parked = [
      { consumer: "submission", reason: "poison" as const, events: 1 }, { consumer: "submission", reason: "waiting" as const, events: 4 },
      { consumer: "submission", reason: "gap" as const, events: 2 },
    ];
    expect(concerns(running(status({ stored: stored({ parked }) })))).toEqual([
      { worry: "decide", count: 1, detail: "" }, { worry: "waiting", count: 6, detail: "" },
    ]);
    expect(grave(running(status({ stored: stored({ parked: parked.slice(1) }) })))).toBe(false);
  });
});

describe("figures", () => {
  it("count what is known and not applied, apart from what stands aside", () => {
    expect(behind(status({ stored: stored({ sources: [source, source] }) }))).toBe(6);
  });
  it("show how far a replay is, also of an empty history", () => {
    const replay = { id: 1, county: null, aggregate_id: null, since: null, until: null, cursor: 5, bound: 10, sent: 5, requested_at: "" };
    expect(share(replay)).toBe(0.5);
    expect(share({ ...replay, cursor: 0, bound: 0 })).toBe(1);
  });
  it("set JSON out, and leave alone what is none", () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable("\\xff")).toBe("\\xff");
  });
});
