/**
 * The one way to the services: signs each request, and repeats a command that may not have arrived under the same
 * Idempotency-Key, so that a lost answer never does a thing twice.
 */
import { expired, token } from "@/session/session";
import { language } from "@/words";

const TRIES = 3;
const AWAY = new Set([502, 503, 504]);

/** RFC 9457, as all services answer. */
export interface Problem {
  status: number;
  title: string;
  detail?: string;
  rule?: string;
  errors?: { pointer?: string; detail?: string; rule?: string }[];
}

/** The network is away; nothing is known of the request. */
export class Offline extends Error {}

export function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "status" in error && "title" in error;
}

/** Of a command: whatever is sent under it once more is done once. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

/** What a desk adds to each request: of several counties, the one that is looked at. */
export const also: { to?: (request: Request) => void } = {};

export type Wait = (milliseconds: number) => Promise<void>;
const wait: Wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export async function send(request: Request, pause: Wait = wait): Promise<Response> {
  const bearer = token();
  if (bearer) request.headers.set("Authorization", `Bearer ${bearer}`);
  request.headers.set("Accept-Language", language());
  also.to?.(request);
  // Every try bears the same key, so each may be sent again.
  if (request.method !== "GET" && !request.headers.has("Idempotency-Key"))
    request.headers.set("Idempotency-Key", newKey());
  for (let left = TRIES; ; left--) {
    try {
      const answer = await fetch(request.clone());
      if (left > 1 && AWAY.has(answer.status)) {
        await pause(400 * (TRIES - left + 1));
        continue;
      }
      if (answer.status === 401) expired.value = true;
      return answer;
    } catch {
      if (left <= 1) throw new Offline();
      await pause(400 * (TRIES - left + 1));
    }
  }
}
