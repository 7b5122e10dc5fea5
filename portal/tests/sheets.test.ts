import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Indicator } from "@/api/generated/evaluation/types.gen";
import { newKey } from "@/api/http";
import { blank, keptSheets, lacks, sendWaiting, total, type Sheet } from "@/evaluation/reading/sheets";
import { anythingKept, keptFor } from "@/shared/kept";

const INDICATORS: Indicator[] = [
  { code: "topic", name: "选题", maximum: 40 },
  { code: "advice", name: "建议", maximum: 60 },
];
const filled = (more: Partial<Sheet> = {}): Sheet => ({ points: { topic: "35.5", advice: "50" }, comment: "", key: "", ...more });

describe("a score sheet", () => {
  it("says what is not given and what is beyond an indicator", () => {
    expect(lacks(blank(), INDICATORS).map((one) => [one.indicator.code, one.beyond])).toEqual([["topic", false], ["advice", false]]);
    expect(lacks(filled({ points: { topic: "41", advice: "1.234" } }), INDICATORS).map((one) => one.beyond)).toEqual([true, true]);
    expect(lacks(filled({ points: { topic: "-1", advice: "六十" } }), INDICATORS)).toHaveLength(2);
    expect(lacks(filled(), INDICATORS)).toEqual([]);
  });

  it("adds up to two places", () => {
    expect(total(filled({ points: { topic: "0.1", advice: "0.2" } }), INDICATORS)).toBe(0.3);
    expect(total(blank(), INDICATORS)).toBe(0);
  });
});

describe("sheets that wait for a network", () => {
  beforeEach(() => { localStorage.clear(); });
  afterEach(() => { vi.unstubAllGlobals(); });

  it("are sent once each under the key that they were handed in with, and no longer kept", async () => {
    const kept = keptSheets();
    const key = newKey();
    kept.write("A1", filled({ key }));
    kept.write("A2", filled());
    const sent: Request[] = [];
    vi.stubGlobal("fetch", vi.fn((request: Request) => {
      sent.push(request);
      return Promise.resolve(new Response("{}", { status: 200, headers: { "Content-Type": "application/json" } }));
    }));
    expect(await sendWaiting()).toBe(1);
    expect(await sendWaiting()).toBe(0);
    expect(sent.map((one) => [new URL(one.url).pathname, one.headers.get("Idempotency-Key")])).toEqual([["/evaluation/assessments/A1/scores", key]]);
    // What was not handed in is nobody's yet.
    expect(kept.ids()).toEqual(["A2"]);
  });

  it("stay as they are where the network is still away, and can be mended where they were refused", async () => {
    const kept = keptSheets();
    kept.write("A1", filled({ key: "k1" }));
    vi.stubGlobal("fetch", vi.fn(() => Promise.reject(new TypeError("away"))));
    expect(await sendWaiting()).toBe(0);
    expect(kept.read("A1")?.key).toBe("k1");
    const problem = JSON.stringify({ status: 409, title: "refused", rule: "scored" });
    vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(new Response(problem, { status: 409, headers: { "Content-Type": "application/problem+json" } }))));
    expect(await sendWaiting()).toBe(0);
    expect(kept.read("A1")).toEqual(filled());
  });
});

describe("what is kept on the device", () => {
  it("is lost by nobody where it is a copy of what a service has", () => {
    localStorage.clear();
    keptFor<string>("330102.J01", "copy reading").write("A1", "示例");
    expect(anythingKept()).toBe(false);
    keptFor<string>("330102.J01", "sheet").write("A1", "示例");
    expect(anythingKept()).toBe(true);
    localStorage.clear();
  });
});
