/** The county's members, bodies and units, and the lists by which they come in. */
import { all, submissionApi } from "@/api/staff";
import type { ArchivedFileView, BodyView, ImportReport, JobView, MemberView, Mistake, Note, UnitView } from "@/api/generated/submission/types.gen";
import { upload } from "@/shared/upload";

const WHOLE = 20_000;
export const LISTS = ["members", "bodies", "units"] as const;
export type List = (typeof LISTS)[number];
/** What comes in as a list. */
export type Listed = List | "archive";

export interface Directory {
  members: MemberView[];
  bodies: BodyView[];
  units: UnitView[];
  jobs: JobView[];
}
export const readJobs = (): Promise<JobView[]> => submissionApi.getImportJobs({ query: { limit: 20 } }).then(({ data }) => data.items);

export async function readDirectory(): Promise<Directory> {
  const [members, bodies, units, jobs] = await Promise.all([
    all((query) => submissionApi.getMembers({ query }), WHOLE),
    all((query) => submissionApi.getBodies({ query }), WHOLE),
    all((query) => submissionApi.getUnits({ query }), WHOLE),
    readJobs(),
  ]);
  return { members, bodies, units, jobs };
}

/** A long list goes on as a job, which the service says by answering with one. */
export type Answer = { report: ImportReport; job: null } | { report: null; job: JobView };
export const answered = (answer: ImportReport | JobView): Answer => ("state" in answer ? { report: null, job: answer } : { report: answer, job: null });

export async function bringIn(list: Listed, file: Blob, preview: boolean, gone: (share: number) => void): Promise<Answer> {
  return answered(await upload<ImportReport | JobView>(`/submission/${list}/import${preview ? "?preview=true" : ""}`, file, gone));
}

const GOING = new Set<JobView["state"]>(["waiting", "running"]);
export const going = (job: Pick<JobView, "state">): boolean => GOING.has(job.state);

/** What is wrong and what is worth a word, by row, as a sheet. */
export const sheetOf = (errors: readonly Mistake[], notes: readonly Note[], words: { wrong: string; note: string }): (string | number | null)[][] =>
  [...errors.map((one) => [one.row, words.wrong, one.column, one.detail]), ...notes.map((one) => [one.row, words.note, "", one.detail])].sort((a, b) => Number(a[0]) - Number(b[0]));

export const sheetOfFiles = (files: readonly ArchivedFileView[], word: (outcome: ArchivedFileView["outcome"]) => string): (string | number | null)[][] =>
  files.map((one) => [one.file, one.row, word(one.outcome), one.detail]);
