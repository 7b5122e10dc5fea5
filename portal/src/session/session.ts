/**
 * Who is signed in, by OpenID Connect: authorization code with PKCE.
 *
 * Tokens live in memory only: a reload asks the issuer again, which answers without a question while its own session
 * lasts. What the browser keeps on the way there is the half-done request, never a token. The library for it is loaded
 * on that way, and not again with each page.
 */
import type * as OAuth from "oauth4webapi";
import type * as Used from "./oauth";
import { computed, ref, shallowRef } from "vue";
import { forget } from "@/shared/kept";

interface Config {
  issuer: string;
  client_id: string;
}

interface Issuer {
  oauth: typeof Used;
  server: OAuth.AuthorizationServer;
  client: OAuth.Client;
  options: { [OAuth.allowInsecureRequests]: boolean };
}

interface Asked {
  verifier: string;
  state: string;
  nonce: string;
  path: string;
}

interface Session {
  access: string;
  id: string | null;
}

export interface Person {
  /** Who they are to the issuer. */
  subject: string;
  name: string;
  roles: string[];
  memberId: string | null;
  bodyId: string | null;
  /** The unit that they act for, and those that it has followed. */
  units: string[];
  /** Or several, of a city's; what is kept on the device is kept by it. */
  county: string;
}

const ASKED = "cppcc.signing-in";
const session = shallowRef<Session | null>(null);
/** The issuer's or a service's word that the session is over, while a page was open. */
export const expired = ref(false);
export const token = (): string | null => session.value?.access ?? null;
export const person = computed<Person | null>(() => {
  if (!session.value) return null;
  const claims = claimsOf(session.value.access);
  const text = (name: string): string | null => (typeof claims[name] === "string" ? claims[name] : null);
  const roles = Array.isArray(claims.roles) ? claims.roles.filter((role) => typeof role === "string") : [];
  const [memberId, bodyId] = [text("member_id"), text("body_id")];
  const counties = Array.isArray(claims.counties) ? claims.counties : [claims.county];
  const former = Array.isArray(claims.former_unit_ids) ? claims.former_unit_ids : [];
  const units = [text("unit_id"), ...former].filter((one) => typeof one === "string");
  return { subject: text("sub") ?? "", name: text("name") ?? "", roles, memberId, bodyId, units, county: counties.join(" ") };
});

/** The claims of a token, for showing; whether they are true is the services' affair. */
export function claimsOf(jwt: string): Record<string, unknown> {
  const body = jwt.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(body.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
}

const home = (): string => `${location.origin}/portal/`;
const back = (): string => `${home()}signed-in`;
let found: Promise<Issuer> | null = null;

async function discover(): Promise<Issuer> {
  const [oauth, answer] = await Promise.all([import("./oauth"), fetch("/portal/config.json")]);
  if (!answer.ok) throw new Error(`config.json: ${String(answer.status)}`);
  const { issuer, client_id } = (await answer.json()) as Config;
  const url = new URL(issuer);
  // On this machine only: everywhere else the issuer has a certificate.
  const options = { [oauth.allowInsecureRequests]: ["localhost", "127.0.0.1"].includes(url.hostname) };
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
  return { oauth, server, client: { client_id }, options };
}

function issuer(): Promise<Issuer> {
  found ??= discover().catch((error: unknown) => {
    found = null;
    throw error;
  });
  return found;
}

function endpoint(url: string | undefined, query: Record<string, string>): string {
  if (url === undefined) throw new Error("the issuer publishes no such endpoint");
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  return target.href;
}

/** Leaves the page for the issuer; `path` is where to be afterwards. */
export async function signIn(path: string): Promise<void> {
  const { oauth, server, client } = await issuer();
  const asked: Asked = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    path,
  };
  sessionStorage.setItem(ASKED, JSON.stringify(asked));
  location.assign(
    endpoint(server.authorization_endpoint, {
      response_type: "code",
      scope: "openid",
      client_id: client.client_id,
      redirect_uri: back(),
      code_challenge: await oauth.calculatePKCECodeChallenge(asked.verifier),
      code_challenge_method: "S256",
      state: asked.state,
      nonce: asked.nonce,
    }),
  );
}

/** On the way back from the issuer: the path that was asked for. Throws where the answer is not to our question. */
export async function signedIn(): Promise<string> {
  const { oauth, server, client, options } = await issuer();
  const kept = sessionStorage.getItem(ASKED);
  sessionStorage.removeItem(ASKED);
  if (kept === null) throw new Error("nothing was asked");
  const asked = JSON.parse(kept) as Asked;
  const answered = oauth.validateAuthResponse(server, client, new URL(location.href), asked.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server, client, oauth.None(), answered, back(), asked.verifier, options,
  );
  const granted = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: asked.nonce,
    requireIdToken: true,
  });
  begin(granted);
  return asked.path;
}

function begin(granted: OAuth.TokenEndpointResponse): void {
  session.value = { access: granted.access_token, id: granted.id_token ?? session.value?.id ?? null };
  expired.value = false;
  if (granted.expires_in === undefined) return;
  const ends = Date.now() + granted.expires_in * 1000;
  // A minute before its end, so that no request carries a token that ends on the way.
  later(() => void renew(granted.refresh_token, ends), granted.expires_in * 1000 - 60_000);
}

function later(work: () => void, milliseconds: number): void {
  // Beyond 24 days a browser's timer would fire at once.
  setTimeout(work, Math.min(Math.max(milliseconds, 1000), 2_000_000_000));
}

/** Until the token has really ended a renewal that fails is tried again. */
async function renew(refresh: string | undefined, ends: number): Promise<void> {
  if (refresh !== undefined) {
    try {
      const { oauth, server, client, options } = await issuer();
      const response = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refresh, options);
      begin(await oauth.processRefreshTokenResponse(server, client, response));
      return;
    } catch {
      // The network, or the issuer's refusal: which of them, the end of the token will show.
    }
  }
  if (Date.now() < ends) later(() => void renew(refresh, ends), Math.min(10_000, ends - Date.now()));
  else expired.value = true;
}

export async function signOut(): Promise<void> {
  const { server } = await issuer();
  const id = session.value?.id;
  session.value = null;
  // What was filled in is not left to whoever uses this browser next.
  sessionStorage.clear();
  forget();
  const query = { post_logout_redirect_uri: home(), ...(id == null ? {} : { id_token_hint: id }) };
  location.assign(endpoint(server.end_session_endpoint, query));
}
