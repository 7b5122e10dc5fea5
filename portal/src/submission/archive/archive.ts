/** Proposals of earlier years: what is recorded of them, and the zip by which their texts come in. */
import { all, submissionApi } from "@/api/staff";
import type { ArchivedFileView, ArchivedView, ArchivedWithTextView, JobView } from "@/api/generated/submission/types.gen";
import { upload } from "@/shared/upload";

export interface Asked {
  q: string;
  year: number | null;
}
/** What stands in the address, as far as it is one. */
export function askedBy(query: Record<string, unknown>): Asked {
  const year = Number(query.year);
  return { q: typeof query.q === "string" ? query.q : "", year: Number.isInteger(year) && year >= 1949 && year <= 9999 ? year : null };
}
const filter = (asked: Asked): { q?: string; year?: number } => ({ ...(asked.q.trim() ? { q: asked.q.trim() } : {}), ...(asked.year === null ? {} : { year: asked.year }) });

export interface Page {
  items: ArchivedView[];
  next: string | null;
}
const SHOWN = 100;
export const readPage = (asked: Asked, after: string | null): Promise<Page> =>
  submissionApi.getArchive({ query: { ...filter(asked), limit: SHOWN, ...(after === null ? {} : { after }) } }).then(({ data }) => data);
/** For the sheet: whatever is asked for, however long. */
export const readWhole = (asked: Asked): Promise<ArchivedView[]> => all((query) => submissionApi.getArchive({ query: { ...query, ...filter(asked) } }), 100_000);

export const readOne = (proposal_id: string): Promise<ArchivedWithTextView> => submissionApi.getArchiveByProposalId({ path: { proposal_id } }).then(({ data }) => data);

const KINDS = new Set<JobView["kind"]>(["archive", "archive-texts", "archive-texts-preview"]);
export const ofArchive = (jobs: readonly JobView[]): JobView[] => jobs.filter((one) => KINDS.has(one.kind));

export const sendPack = (file: Blob, preview: boolean, gone: (share: number) => void): Promise<JobView> =>
  upload<JobView>(`/submission/archive/texts/import${preview ? "?preview=true" : ""}`, file, gone);

/** What of a preview wants a look: files that go nowhere, and those that cannot be read. */
export const amiss = (files: readonly ArchivedFileView[]): ArchivedFileView[] => files.filter((one) => one.outcome !== "matched");
