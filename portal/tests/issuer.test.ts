import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as Issuer from "@/session/issuer";

const AT = "http://localhost:8080";
const SERVER = {
  issuer: `${AT}/issuer`,
  authorization_endpoint: `${AT}/issuer/authorize`,
  token_endpoint: `${AT}/issuer/token`,
  response_types_supported: ["code"],
};
const asked: string[] = [];
let went: URL | null = null;
let nonce = "";
let module: typeof Issuer;

const part = (claims: object): string => btoa(JSON.stringify(claims)).replace(/=+$/, "").replace(/\+/g, "-").replace(/\//g, "_");

/** A page of its own: nothing is remembered but what the browser keeps. */
async function at(path: string): Promise<void> {
  vi.resetModules();
  went = null;
  asked.length = 0;
  vi.stubGlobal("location", { origin: AT, href: AT + path, assign: (to: string) => (went = new URL(to)) });
  module = await import("@/session/issuer");
}

function answer(url: string): object {
  if (url.endsWith("config.json")) return { issuer: SERVER.issuer, client_id: "portal" };
  if (url.includes(".well-known")) return SERVER;
  const now = Math.floor(Date.now() / 1000);
  const id = { iss: SERVER.issuer, aud: "portal", sub: "M001", iat: now, exp: now + 60, nonce };
  return { access_token: "access", token_type: "Bearer", expires_in: 60, id_token: `${part({ alg: "RS256" })}.${part(id)}.c2ln` };
}

beforeEach(async () => {
  sessionStorage.clear();
  vi.stubGlobal("fetch", (input: string | URL) => {
    asked.push(String(input).replace(AT, ""));
    const body = answer(String(input));
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } }));
  });
  await at("/portal/mine");
});
afterEach(() => void vi.unstubAllGlobals());

async function thereAndBack(path: string, forged?: string): Promise<void> {
  await module.signIn(path);
  const query = went?.searchParams;
  nonce = query?.get("nonce") ?? "";
  await at(`/portal/signed-in?code=c&state=${forged ?? query?.get("state") ?? ""}`);
}

test("what is read without signing in is told by its address alone", () => {
  expect(["/signed-in", "/opinions", "/public/a/b"].filter(module.open)).toHaveLength(3);
  expect(["/", "/mine", "/publications", "/signed-in-not", "/write/public/"].filter(module.open)).toEqual([]);
});

test("whoever asks twice at once leaves the page once, with one question", async () => {
  const times = vi.spyOn(Storage.prototype, "setItem");
  await Promise.all([module.signIn("/mine"), module.signIn("/notices")]);
  expect(went?.pathname).toBe("/issuer/authorize");
  expect(went?.searchParams.get("code_challenge_method")).toBe("S256");
  expect(times).toHaveBeenCalledOnce();
});

test("on the way back nothing but the tokens is asked for, and the path is known before them", async () => {
  await thereAndBack("/mine?state=filed");
  module.expect();
  const { path, tokens } = module.granted();
  expect(path).toBe("/mine?state=filed");
  expect((await tokens).access_token).toBe("access");
  expect(asked).toEqual(["/issuer/token"]);
  expect(() => module.granted()).toThrow("nothing was asked");
});

test("an answer to another question is refused, and whoever asks hears of it", async () => {
  await thereAndBack("/mine", "forged");
  module.expect();
  await expect(module.granted().tokens).rejects.toThrow("state");
  expect(asked).toEqual([]);
});

test("who comes back without having asked is told so", () => {
  module.expect();
  expect(() => module.granted()).toThrow("nothing was asked");
});

test("an issuer that is away once is asked again", async () => {
  const well = globalThis.fetch;
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  await expect(module.signIn("/")).rejects.toThrow("no network");
  vi.stubGlobal("fetch", well);
  await module.signIn("/");
  expect(went?.pathname).toBe("/issuer/authorize");
});

test("while the issuer's page is on its way nobody asks a second question", async () => {
  await module.signIn("/mine");
  const first = went?.href;
  await module.signIn("/mine");
  expect(went?.href).toBe(first);
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  await module.signIn("/mine");
  expect(went?.href).not.toBe(first);
});

test("a network that is lost on the way back leaves the question for the next try", async () => {
  await thereAndBack("/forums/F1/sign-in#ABCDEFGH");
  vi.doMock("@/session/oauth", () => { throw new Error("no network"); });
  await expect(module.granted().tokens).rejects.toThrow();
  vi.doUnmock("@/session/oauth");
  const again = module.granted();
  expect(again.path).toBe("/forums/F1/sign-in#ABCDEFGH");
  expect((await again.tokens).access_token).toBe("access");
});
