/**
 * The hash of each event made again on this device, and each chain followed from its first event: docs/event-hash.md.
 *
 * It finds what was altered, exchanged or left out within a chain. It proves nothing of a chain that somebody wrote anew
 * as a whole: that takes a sealed head at a witness, and there is none yet.
 */
import type { LoggedEvent } from "@/api/generated/submission/types.gen";

const GENESIS = "0".repeat(64);

/** Whole microseconds since 1970: a `Date` has milliseconds only. */
export function microseconds(at: string): string {
  const found = /^(.*:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/.exec(at);
  if (found === null) throw new Error(`no moment: ${at}`);
  const whole = BigInt(Date.parse(`${found[1] ?? ""}${found[3] ?? ""}`)) * 1000n;
  return String(whole + BigInt((found[2] ?? "").padEnd(6, "0")));
}

const encoder = new TextEncoder();

function encoded(one: LoggedEvent): Uint8Array<ArrayBuffer> {
  const fields = [
    one.county, one.event_id, one.aggregate, one.aggregate_id, String(one.aggregate_version), one.subject_proposal, one.type, one.data, one.actor,
    microseconds(one.occurred_at), one.correlation_id, one.causation_id, one.traceparent, one.prev_hash,
  ];
  const pieces = fields.map((field) => {
    if (field === null) return encoder.encode("-");
    const bytes = encoder.encode(field);
    const before = encoder.encode(`${String(bytes.length)}:`);
    const piece = new Uint8Array(before.length + bytes.length);
    piece.set(before);
    piece.set(bytes, before.length);
    return piece;
  });
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

export async function eventHash(one: LoggedEvent): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoded(one));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A browser makes hashes on a page that came over a safe way only. */
export const canProve = (): boolean => typeof globalThis.crypto === "object" && "subtle" in crypto;

export type Fit = "fits" | "altered" | "broken";

export interface Proof {
  /** By event id. `broken`: it is whole, and does not follow what is before it. */
  fit: Map<string, Fit>;
  chains: number;
  wrong: number;
}

/** Of one service's events, in the order of its log. */
export async function prove(events: readonly LoggedEvent[]): Promise<Proof> {
  const fit = new Map<string, Fit>();
  const last = new Map<string, { version: number; hash: string }>();
  for (const one of events) {
    const chain = `${one.aggregate} ${one.aggregate_id}`;
    const before = last.get(chain) ?? { version: 0, hash: GENESIS };
    const whole = (await eventHash(one)) === one.hash;
    const follows = one.aggregate_version === before.version + 1 && one.prev_hash === before.hash;
    fit.set(one.event_id, !whole ? "altered" : follows ? "fits" : "broken");
    last.set(chain, { version: one.aggregate_version, hash: one.hash });
  }
  return { fit, chains: last.size, wrong: [...fit.values()].filter((one) => one !== "fits").length };
}
