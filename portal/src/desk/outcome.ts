/** What became of each item of a batch; a request that fails leaves the items before it done and said. */
import { newKey } from "@/api/http";
import { failureOf, type Failure } from "@/shared/loading";

export interface Asked {
  id: string;
  title: string;
}

export interface Result extends Asked {
  done: boolean;
  /** What it is now, in words; or which rule refused it. */
  said: string;
  rule: string | null;
  detail: string | null;
}

export interface Outcome {
  results: Result[];
  /** What was not sent, or not answered. */
  left: Asked[];
  failure: Failure | null;
}

/** The services take lists of at most this many. */
export const MOST = 200;

/** In parts that keep together what belongs together. */
export function parts<T>(items: readonly T[], size: (item: T) => number = () => 1, most = MOST): T[][] {
  const found: T[][] = [];
  let room = 0;
  for (const item of items) {
    const needs = size(item);
    if (found.length === 0 || needs > room) {
      found.push([]);
      room = most;
    }
    found.at(-1)?.push(item);
    room -= needs;
  }
  return found;
}

/** Sends part by part, and tells after each how far it is. */
export async function inParts<T extends Asked>(
  items: readonly T[],
  send: (part: T[]) => Promise<Result[]>,
  tell: (outcome: Outcome) => void = () => undefined,
  size?: (item: T) => number,
): Promise<Outcome> {
  const outcome: Outcome = { results: [], left: [...items], failure: null };
  for (const part of parts(items, size)) {
    try {
      outcome.results.push(...(await send(part)));
      outcome.left = outcome.left.slice(part.length);
      tell({ ...outcome });
    } catch (error) {
      return { ...outcome, failure: failureOf(error) };
    }
  }
  return outcome;
}

/** One Idempotency-Key as long as the same thing is asked: what may have arrived is not done twice. */
export class OneKey {
  private asked = "";
  private key = "";

  of(body: unknown): string {
    const now = JSON.stringify(body);
    if (now !== this.asked) {
      this.asked = now;
      this.key = newKey();
    }
    return this.key;
  }

  /** Answered: asked once more, it is another command. */
  done(): void {
    this.asked = "";
  }
}
