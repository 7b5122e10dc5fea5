/**
 * The way to the issuer and back, by OpenID Connect: authorization code with PKCE.
 *
 * Nothing of the app is in it, so that it begins before the app is there: on a slow phone the app would only be
 * loaded to be left at once. What the browser keeps on the way is the half-done request, never a token. The library is
 * loaded on that way, and not again with each page.
 */
import type * as OAuth from "oauth4webapi";
import type * as Used from "./oauth";

interface Config {
  issuer: string;
  client_id: string;
}

export interface Issuer {
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
  /** Whom it was asked of: on the way back it is not found out again. */
  config: Config;
  server: OAuth.AuthorizationServer;
}

export interface Granted {
  /** Where to be then: known before the issuer has said anything. */
  path: string;
  tokens: Promise<OAuth.TokenEndpointResponse>;
}

const ASKED = "cppcc.signing-in";
export const home = (): string => `${location.origin}/portal/`;
const back = (): string => `${home()}signed-in`;
let found: Promise<Issuer> | null = null;

/** Addresses that are read without signing in; the issuer's answer comes to the first of them. */
export const open = (path: string): boolean => /^\/(signed-in|opinions|public)(\/|$)/.test(path);

async function discover(): Promise<Issuer> {
  const [oauth, answer] = await Promise.all([import("./oauth"), fetch("/portal/config.json")]);
  if (!answer.ok) throw new Error(`config.json: ${String(answer.status)}`);
  const config = (await answer.json()) as Config;
  const url = new URL(config.issuer);
  const { options } = known(oauth, config);
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options));
  return { oauth, server, ...known(oauth, config) };
}

function known(oauth: typeof Used, { issuer, client_id }: Config): Pick<Issuer, "client" | "options"> {
  // On this machine only: everywhere else the issuer has a certificate.
  const options = { [oauth.allowInsecureRequests]: ["localhost", "127.0.0.1"].includes(new URL(issuer).hostname) };
  return { client: { client_id }, options };
}

export function issuer(): Promise<Issuer> {
  found ??= discover().catch((error: unknown) => {
    found = null;
    throw error;
  });
  return found;
}

export function endpoint(url: string | undefined, query: Record<string, string>): string {
  if (url === undefined) throw new Error("the issuer publishes no such endpoint");
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  return target.href;
}

let leaving: Promise<void> | null = null;

/** So long an issuer may take to show its page; whoever asks after that asks anew. */
const GONE_MS = 15_000;

/** Leaves the page for the issuer, once however many ask while it comes; `path` is where to be afterwards. */
export function signIn(path: string): Promise<void> {
  const forget = (): void => void (leaving = null);
  leaving ??= leave(path).then(
    () => void setTimeout(forget, GONE_MS),
    (error: unknown) => {
      forget();
      throw error;
    },
  );
  return leaving;
}
// Back from the issuer by the browser's own way, the page goes on as it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) leaving = null;
});

async function leave(path: string): Promise<void> {
  const { oauth, server, client } = await issuer();
  const asked: Asked = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    path,
    config: { issuer: server.issuer, client_id: client.client_id },
    server,
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

let coming: Granted | null = null;

/** On the way back: the exchange begins while the app is still loaded. */
export function expect(): void {
  try {
    coming = exchange();
    // Whoever asks for it hears of a failure.
    coming.tokens.catch(() => undefined);
  } catch {
    coming = null;
  }
}

/** What the issuer grants, once. Throws, or its promise does, where the answer is not to our question. */
export function granted(): Granted {
  const it = coming ?? exchange();
  coming = null;
  return it;
}

function exchange(): Granted {
  const kept = sessionStorage.getItem(ASKED);
  if (kept === null) throw new Error("nothing was asked");
  const asked = JSON.parse(kept) as Asked;
  return { path: asked.path, tokens: tokens(asked) };
}

async function tokens({ config, server, ...asked }: Asked): Promise<OAuth.TokenEndpointResponse> {
  const oauth = await import("./oauth");
  const { client, options } = known(oauth, config);
  found = Promise.resolve({ oauth, server, client, options });
  // From here on the question is answered. A network that is lost before leaves it, and the page can be loaded again.
  sessionStorage.removeItem(ASKED);
  const answered = oauth.validateAuthResponse(server, client, new URL(location.href), asked.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server, client, oauth.None(), answered, back(), asked.verifier, options,
  );
  return await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: asked.nonce,
    requireIdToken: true,
  });
}
