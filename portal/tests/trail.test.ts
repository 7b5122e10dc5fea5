/** The hashes of docs/event-hash.md made in the browser, and five logs as one list. */
import { describe, expect, it } from "vitest";
import type { LoggedEvent } from "@/api/generated/submission/types.gen";
import { eventHash, microseconds, prove } from "@/dossier/trail/proof";
import { entries, fileOf, spelled } from "@/dossier/trail/trail";

/** The worked example of that page. */
const EXAMPLE: LoggedEvent = {
  county: "330102", event_id: "019ab3c2-7c00-7000-8000-000000000001", aggregate: "proposals", aggregate_id: "P-示例", aggregate_version: 2,
  subject_proposal: "P-示例", type: "cppcc.ProposalReturned.v1", data: '{"proposal_id":"P-示例","comments":"请补充数据。"}', actor: "clerk",
  occurred_at: "2026-03-02T02:00:00.000001+00:00", correlation_id: "c-1", causation_id: null, traceparent: null, prev_hash: "0".repeat(64),
  hash: "84709891a1ff01dd348379cfa3c8fae9e39a70057502810535915e2348255833",
};

async function chain(id: string, count: number): Promise<LoggedEvent[]> {
  const found: LoggedEvent[] = [];
  let before = "0".repeat(64);
  for (let version = 1; version <= count; version++) {
    const one = { ...EXAMPLE, event_id: `${id}-${String(version)}`, aggregate_id: id, aggregate_version: version, prev_hash: before, hash: "" };
    one.hash = before = await eventHash(one);
    found.push(one);
  }
  return found;
}

describe("the hash of an event", () => {
  it("is that of the worked example", async () => {
    expect(await eventHash(EXAMPLE)).toBe(EXAMPLE.hash);
  });
  it("counts microseconds, of which a date of the browser knows nothing", () => {
    expect(microseconds("2026-03-02T02:00:00.000001Z")).toBe("1772416800000001");
    expect(microseconds("2026-03-02T02:00:00Z")).toBe("1772416800000000");
    expect(microseconds("2026-03-02T10:00:00.5+08:00")).toBe("1772416800500000");
    expect(() => microseconds("yesterday")).toThrow("no moment");
  });
});

describe("a chain", () => {
  it("is followed from its first event, among those of others", async () => {
    const [one, other] = await Promise.all([chain("a", 3), chain("b", 2)]);
    const proof = await prove([one[0], other[0], one[1], other[1], one[2]] as LoggedEvent[]);
    expect([proof.chains, proof.wrong]).toEqual([2, 0]);
  });
  it("shows where it was altered and where something is missing", async () => {
    const altered = (await chain("a", 3)).map((one) => (one.aggregate_version === 2 ? { ...one, actor: "other" } : one));
    expect([...(await prove(altered)).fit.values()]).toEqual(["fits", "altered", "fits"]);
    const missing = (await chain("a", 3)).filter((one) => one.aggregate_version !== 2);
    expect([...(await prove(missing)).fit.values()]).toEqual(["fits", "broken"]);
    const beheaded = (await chain("a", 2)).slice(1);
    expect((await prove(beheaded)).wrong).toBe(1);
  });
});

describe("the record", () => {
  const event = (id: string, at: string, data: unknown): LoggedEvent => ({ ...EXAMPLE, event_id: id, occurred_at: at, data: JSON.stringify(data) });
  it("is in the order in which it happened, with why it did", () => {
    const found = entries({
      submission: { events: [event("1", "2026-03-01T00:00:00Z", { reason: "理由" }), event("3", "2026-03-03T00:00:00Z", {})], keptBack: [] },
      conversion: { events: [event("2", "2026-03-02T00:00:00Z", { why: 1, finding: "属实" })], keptBack: [] },
      supervision: null,
    });
    expect(found.map((one) => [one.event.event_id, one.service, one.why])).toEqual([
      ["1", "submission", "理由"], ["2", "conversion", "属实"], ["3", "submission", null],
    ]);
  });
  it("is taken along with the names of those who did not answer", () => {
    const file = fileOf("p", { submission: { events: [], keptBack: [] }, evaluation: null });
    expect(file.missing).toEqual(["consultation", "supervision", "evaluation", "conversion"]);
    expect(Object.keys(file.services)).toEqual(["submission"]);
  });
  it("names a kind of event in English, too", () => {
    expect(spelled("MemberSignedOff")).toBe("Member signed off");
  });
});
