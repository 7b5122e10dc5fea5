/** What a county shows to everybody: read without signing in, and kept by the browser for as long as the service says. */
import { orNone } from "@/shared/loading";
import * as api from "@/api/generated/conversion/sdk.gen";
import type { DatasetView, PublicProposal } from "@/api/generated/conversion/types.gen";

export interface Asked {
  q: string;
  year: number | null;
}

export interface Listed {
  items: PublicProposal[];
  next: string | null;
}

/** What stands in the address; what makes no sense there is left out. */
export function askedOf(query: Record<string, unknown>): Asked {
  const q = typeof query.q === "string" ? query.q.slice(0, 100) : "";
  const year = typeof query.year === "string" && /^(19|20|21)\d\d$/.test(query.year) ? Number(query.year) : null;
  return { q, year };
}

export const queryOf = ({ q, year }: Asked): Record<string, string> => ({
  ...(q.trim() ? { q: q.trim() } : {}),
  ...(year === null ? {} : { year: String(year) }),
});

const PAGE = 20;

/** Null: the county lets nobody in, or there is no such thing: it answers both alike. */
async function shown<T>(reading: Promise<{ data: T }>): Promise<T | null> {
  return (await orNone(reading))?.data ?? null;
}

export const readList = (county: string, asked: Asked, after?: string): Promise<Listed | null> =>
  shown(
    api.getPublicByCountyProposals({
      path: { county },
      query: { limit: PAGE, q: asked.q.trim() || undefined, year: asked.year ?? undefined, after },
    }),
  );

export const readOne = (county: string, proposal_id: string): Promise<PublicProposal | null> =>
  shown(api.getPublicByCountyProposalsByProposalId({ path: { county, proposal_id } }));

export const readDatasets = async (county: string): Promise<DatasetView[] | null> =>
  (await shown(api.getPublicByCountyOpenData({ path: { county } })))?.datasets ?? null;

/** The last years in which something may have been filed, this one first. */
export const years = (now: Date): number[] => Array.from({ length: 10 }, (_, at) => now.getFullYear() - at);

/** `<address>; rel="next"`, on this host alone. */
export function nextOf(link: string | null): string | null {
  const found = /^<([^>]+)>; rel="next"$/.exec(link ?? "")?.[1];
  return found?.startsWith("/conversion/public/") === true ? found : null;
}

const BOM = "\ufeff";

/** The rows of one page, without the head that each of them has. */
export const rowsOf = (page: string): string => {
  const text = page.startsWith(BOM) ? page.slice(1) : page;
  const end = text.indexOf("\r\n");
  return end < 0 ? "" : text.slice(end + 2);
};

/** A whole data set: the service gives it page by page, and somebody who wants it wants one file. */
export async function wholeTable(address: string, told: (pages: number) => void, stop: AbortSignal): Promise<Blob> {
  const pieces: string[] = [];
  let at: string | null = address;
  while (at !== null) {
    const answer: Response = await fetch(at, { signal: stop });
    if (!answer.ok) throw new Error(`${String(answer.status)} ${answer.statusText}`);
    const text = await answer.text();
    pieces.push(pieces.length === 0 ? BOM + text.replace(BOM, "") : rowsOf(text));
    told(pieces.length);
    at = nextOf(answer.headers.get("Link"));
  }
  return new Blob(pieces, { type: "text/csv;charset=utf-8" });
}
