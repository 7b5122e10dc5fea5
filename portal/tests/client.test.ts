import { afterEach, describe, expect, it, vi } from "vitest";
import { createClient } from "@/api/client";

const client = createClient({ baseUrl: "/submission" });

function answers(body: BodyInit, status = 200, type = "application/json") {
  const seen: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    seen.push(request);
    return Promise.resolve(new Response(body, { status, headers: { "Content-Type": type } }));
  });
  return seen;
}

afterEach(() => vi.unstubAllGlobals());

describe("what the generated functions ask", () => {
  it("is put where the route has it, and nothing that was not given", async () => {
    const seen = answers('{"id":"x"}');
    const { data } = await client.get({ url: "/a/{id}/b", path: { id: "甲/1" }, query: { q: "电 梯", after: null, state: ["a", "b"] } });
    expect(data).toEqual({ id: "x" });
    expect(new URL(seen[0]?.url ?? "").pathname).toBe("/submission/a/%E7%94%B2%2F1/b");
    expect([...new URL(seen[0]?.url ?? "").searchParams]).toEqual([["q", "电 梯"], ["state", "a"], ["state", "b"]]);
  });

  it("is JSON, a file as it is, or no body and then of no type", async () => {
    const seen = answers("{}");
    await client.post({ url: "/a", body: { one: 1 }, headers: { "Content-Type": "application/json", "If-Match": undefined } });
    await client.post({ url: "/a", body: new Blob(["file"]), bodySerializer: null, headers: { "Content-Type": "application/octet-stream" } });
    await client.post({ url: "/a", headers: { "Content-Type": "application/json", "Idempotency-Key": "mine" } });
    expect(await seen[0]?.text()).toBe('{"one":1}');
    expect(seen[0]?.headers.has("If-Match")).toBe(false);
    expect(await seen[1]?.text()).toBe("file");
    expect(seen[2]?.headers.has("Content-Type")).toBe(false);
    expect(seen[2]?.headers.get("Idempotency-Key")).toBe("mine");
  });

  it("a refusal is thrown as the problem that the service said, also where it is no JSON", async () => {
    answers('{"status":409,"title":"refused"}', 409, "application/problem+json");
    await expect(client.post({ url: "/a" })).rejects.toEqual({ status: 409, title: "refused" });
    answers("bad gateway", 500, "text/html");
    await expect(client.get({ url: "/a" })).rejects.toBe("bad gateway");
  });

  it("a file comes back as a file", async () => {
    answers("bytes", 200, "application/pdf");
    const { data } = await client.get<Blob>({ url: "/a" });
    expect(await data.text()).toBe("bytes");
  });
});
