import { afterEach, describe, expect, it, vi } from "vitest";
import { Offline, send } from "@/api/http";
import { expired } from "@/session/session";

const quick = () => Promise.resolve();
const command = () => new Request("http://here/supervision/x", { method: "POST", body: "{}" });

function network(...answers: (number | "away")[]) {
  const seen: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    seen.push(request);
    const answer = answers[seen.length - 1] ?? "away";
    return answer === "away" ? Promise.reject(new TypeError("away")) : Promise.resolve(new Response("{}", { status: answer }));
  });
  return seen;
}

afterEach(() => {
  vi.unstubAllGlobals();
  expired.value = false;
});

describe("a request on a bad network", () => {
  it("is repeated under the same key, so that nothing is done twice", async () => {
    const seen = network("away", 503, 201);
    expect((await send(command(), quick)).status).toBe(201);
    const keys = seen.map((one) => one.headers.get("Idempotency-Key"));
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("gives up and says that the network is away", async () => {
    const seen = network("away", "away", "away", 200);
    await expect(send(command(), quick)).rejects.toBeInstanceOf(Offline);
    expect(seen).toHaveLength(3);
  });

  it("hands a refusal on at once", async () => {
    const seen = network(409);
    expect((await send(command(), quick)).status).toBe(409);
    expect(seen).toHaveLength(1);
  });

  it("two commands have two keys, a question has none", async () => {
    const seen = network(200, 200, 200);
    await send(command(), quick);
    await send(command(), quick);
    await send(new Request("http://here/supervision/x"), quick);
    const keys = seen.map((one) => one.headers.get("Idempotency-Key"));
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[2]).toBeNull();
  });

  it("an ended session is said, and the page stays", async () => {
    network(401);
    await send(command(), quick);
    expect(expired.value).toBe(true);
  });
});
