/** Parts that live by themselves, and the course that is told from whatever of them is there. */
import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { Offline } from "@/api/http";
import { gather, usePart, type Part } from "@/dossier/parts";
import { journeyOf, numberOf, titleOf, type Dossier } from "@/dossier/reading";
import { dayOf, timeline } from "@/dossier/timeline";
import { byUnit } from "@/dossier/versions";

const problem = (status: number) => ({ status, title: "refused" });
const NOTHING: Dossier = { submission: null, consultation: null, supervision: null, evaluation: null, conversion: null };

describe("what one service has", () => {
  it("leaves out what is not for the reader", async () => {
    const found = await gather({ one: Promise.resolve(1), other: Promise.reject(problem(403) as unknown as Error) });
    expect(found).toEqual({ one: 1, other: null });
  });
  it("is nothing where none of it is for the reader", async () => {
    const refused = () => Promise.reject(problem(404) as unknown as Error);
    expect(await gather({ one: refused(), other: refused() })).toBeNull();
  });
  it("is away as a whole where one answer failed: half of it would read as all", async () => {
    const reads = { one: Promise.resolve(1), other: Promise.reject(problem(503) as unknown as Error) };
    await expect(gather(reads)).rejects.toEqual(problem(503));
  });
});

describe("a part", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  function shown<T>(read: () => Promise<T | null>): { part: Part<T>; leave: () => void } {
    let part!: Part<T>;
    const page = mount(defineComponent({ setup: () => { part = usePart(read); return () => h("div"); } }));
    return { part, leave: () => { page.unmount(); } };
  }
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it("comes back by itself, and keeps what it had meanwhile", async () => {
    const read = vi.fn<() => Promise<string | null>>().mockResolvedValueOnce("first").mockRejectedValueOnce(new Offline()).mockResolvedValueOnce("second");
    const { part } = shown(read);
    await settle();
    expect([part.state.value, part.value.value]).toEqual(["here", "first"]);
    await part.load();
    expect([part.state.value, part.value.value]).toEqual(["away", "first"]);
    await vi.advanceTimersByTimeAsync(3000);
    expect([part.state.value, part.value.value]).toEqual(["here", "second"]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(read).toHaveBeenCalledTimes(3);
  });
  it("is tried at once when the network is back, and not at all when the page is left", async () => {
    const read = vi.fn<() => Promise<string | null>>().mockRejectedValue(new Offline());
    const { leave } = shown(read);
    await settle();
    window.dispatchEvent(new Event("online"));
    await settle();
    expect(read).toHaveBeenCalledTimes(2);
    leave();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(read).toHaveBeenCalledTimes(2);
  });
  it("waits longer each time it fails", async () => {
    const read = vi.fn<() => Promise<string | null>>().mockRejectedValue(new Offline());
    shown(read);
    await vi.advanceTimersByTimeAsync((3 + 6 + 12 + 30) * 1000);
    expect(read).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(read).toHaveBeenCalledTimes(5);
  });
  it("is withheld, and no failure, where there is nothing for the reader", async () => {
    const { part } = shown(() => Promise.resolve(null));
    await settle();
    expect([part.state.value, part.failure.value]).toEqual(["withheld", null]);
  });
  it("shows the last answer, whichever comes last", async () => {
    const answers: ((found: string) => void)[] = [];
    const { part } = shown(() => new Promise<string>((answer) => answers.push(answer)));
    void part.load();
    answers[1]?.("new");
    answers[0]?.("old");
    await settle();
    expect(part.value.value).toBe("new");
  });
});

/** Only what the course is told from. */
const dossier = {
  submission: {
    proposal: { received_at: "2026-03-01T17:30:00Z", state: "admitted", case_number: 7, text: { title: "示例" } },
    texts: [
      { version: 1, at: "2026-03-01T17:30:00Z", how: "filed" },
      { version: 2, at: "2026-03-03T01:00:00Z", how: "edited" },
    ],
  },
  consultation: {
    matter: { title: "示例", case_number: 7 },
    assignments: [{ unit_id: "U1", role: "sole", issued_at: "2026-03-05T02:00:00Z", state: "accepted" }],
    talks: [{ held_on: null, phase: "before" }, { held_on: "2026-03-05", phase: "before", unit_id: "U1" }],
    replies: [{ unit_id: "U1", reply_version: 1, drafted_at: null, issued_at: null }],
  },
  supervision: { oversight: { opened_on: "2026-03-04", case_number: 7 }, signOffs: [] },
  evaluation: null,
  conversion: { commitments: [{ due: "2027-01-01", unit_id: "U1", promise: "示例", state: "superseded" }], outcomes: [] },
} as unknown as Dossier;

describe("the course", () => {
  it("is in the order in which it happened, by the wall clock", () => {
    expect(timeline(dossier).map((one) => [one.what, dayOf(one.at)])).toEqual([
      ["filed", "2026-03-02"], ["edited", "2026-03-03"], ["opened", "2026-03-04"], ["assigned", "2026-03-05"], ["met", "2026-03-05"],
    ]);
  });
  it("is told from whoever answers", () => {
    expect(timeline({ ...dossier, consultation: null }).map((one) => one.what)).toEqual(["filed", "edited", "opened"]);
    expect(timeline(NOTHING)).toEqual([]);
  });
});

describe("what a proposal is called and where it stands", () => {
  it("is said by another service when one is away", () => {
    expect([titleOf(dossier), numberOf({ ...dossier, submission: null, consultation: null }), titleOf(NOTHING)]).toEqual(["示例", 7, null]);
    expect(titleOf({ ...dossier, submission: null })).toBe("示例");
  });
  it("is not guessed where nobody who knows it answers", () => {
    expect(journeyOf(dossier)?.stage).toBe("handling");
    expect(journeyOf({ ...dossier, consultation: null })).toBeNull();
    expect(journeyOf(NOTHING)).toBeNull();
  });
});

it("each unit's versions stand together, the newest first", () => {
  const replies = [["U1", 1, 1], ["U2", 1, 1], ["U1", 1, 2], ["U1", 2, 1]].map(([unit_id, cycle, reply_version]) => ({ unit_id, cycle, reply_version }));
  const found = byUnit(replies as unknown as Parameters<typeof byUnit>[0]);
  expect(found.map(([id, versions]) => [id, versions.map((one) => `${String(one.cycle)}.${String(one.reply_version)}`)])).toEqual([
    ["U1", ["2.1", "1.2", "1.1"]], ["U2", ["1.1"]],
  ]);
});
