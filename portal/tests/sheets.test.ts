import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Indicator } from "@/api/generated/evaluation/types.gen";
import { newKey, Offline } from "@/api/http";
import { blank, copiesOf, keptSheets, lacks, sendWaiting, total, type Sheet } from "@/evaluation/scoring/sheets";
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

describe("what is to be scored", () => {
  beforeEach(() => { localStorage.clear(); });
  const item = (assessment_id: string, done = false) => ({ assessment_id, done, closed: false });
  /** A service with these items, until the network is away. */
  function service(items: ReturnType<typeof item>[]) {
    const asked: string[] = [];
    const net = { away: false, items };
    const give = <T>(value: T): Promise<T> => (net.away ? Promise.reject(new Offline()) : Promise.resolve(value));
    const { readList, readOne, copies } = copiesOf("on-site", () => give(net.items), (id) => {
      if (!net.away) asked.push(id);
      return give(`sheet ${id}`);
    });
    return { net, asked, readList, readOne, copies };
  }

  it("comes onto the device with the list, each once, and is there without a network", async () => {
    const { net, asked, readList, readOne } = service([item("A1"), item("A2"), item("A3", true)]);
    await readList();
    await readList();
    expect(asked).toEqual(["A1", "A2"]);
    net.away = true;
    expect((await readList()).map((one) => one.assessment_id)).toEqual(["A1", "A2", "A3"]);
    expect(await readOne("A2")).toBe("sheet A2");
    await expect(readOne("A3")).rejects.toBeInstanceOf(Offline);
  });

  it("leaves the device when it is no longer to be scored, and no other room's with it", async () => {
    const { net, readList, copies } = service([item("A1"), item("A2")]);
    const reading = copiesOf("reading", () => Promise.resolve([item("A9")]), (id) => Promise.resolve(id));
    await reading.readList();
    await readList();
    net.items = [item("A2", true)];
    await readList();
    expect([copies().ids(), reading.copies().ids()]).toEqual([[], ["A9"]]);
    expect(anythingKept()).toBe(false);
  });

  it("is not shown of before where the service refuses", async () => {
    const refused = { status: 404, title: "未找到" };
    const { readOne } = copiesOf("on-site", () => Promise.resolve([item("A1")]), () => Promise.reject(refused));
    keptFor<string>("330102.J01", "copy on-site").write("A1", "示例");
    await expect(readOne("A1")).rejects.toEqual(refused);
  });
});
