/**
 * Who is signed in. Tokens live in memory only: a reload asks the issuer again, which answers without a question while
 * its own session lasts.
 */
import type * as OAuth from "oauth4webapi";
import { computed, ref, shallowRef } from "vue";
import { forget } from "@/shared/kept";
import { endpoint, home, issuer } from "./issuer";

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

/** A session, and its renewal in time. */
export function begin(granted: OAuth.TokenEndpointResponse): void {
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
