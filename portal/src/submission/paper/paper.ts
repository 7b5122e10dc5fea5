/** Proposals that came on paper: as they are entered, and in which order they wait. */
import { all, submissionApi } from "@/api/staff";
import type { BookingView, EnterPaper, PaperView, ProposalView, SessionView } from "@/api/generated/submission/types.gen";
import { orAway } from "@/shared/loading";
import { joined, split } from "../decide";

const WHOLE = 50_000;
/** What a browser shows as a picture; the rest opens apart. */
export const SHOWN: ReadonlySet<string> = new Set(["image/jpeg", "image/png"]);

export interface Lists {
  /** Wait for the reader, who did not enter them. */
  toCheck: PaperView[];
  /** Wait for somebody else: the reader entered them. */
  entered: PaperView[];
  refused: PaperView[];
  /** Filed or given up, the latest first. */
  over: PaperView[];
}

export function sorted(papers: readonly PaperView[], reader: string): Lists {
  const found: Lists = { toCheck: [], entered: [], refused: [], over: [] };
  for (const one of papers) {
    if (one.state === "waiting") (one.entered_by === reader ? found.entered : found.toCheck).push(one);
    else if (one.state === "refused") found.refused.push(one);
    else found.over.push(one);
  }
  found.over.reverse();
  return found;
}

export interface Papers {
  papers: PaperView[];
  /** Returned ones, whose proposers may answer on paper; null: not known now. */
  returned: ProposalView[] | null;
  objected: ProposalView[] | null;
}

export async function readPapers(): Promise<Papers> {
  const [papers, returned, objected] = await Promise.all([
    all((query) => submissionApi.getPaperProposals({ query }), WHOLE),
    orAway(all((query) => submissionApi.getProposals({ query: { ...query, state: "returned" } }), WHOLE)),
    orAway(all((query) => submissionApi.getProposals({ query: { ...query, objection: "open" } }), WHOLE)),
  ]);
  return { papers, returned, objected };
}

export interface OnePaper {
  paper: PaperView;
  /** Of what was read: it alone is confirmed or corrected. */
  etag: string;
  /** What it was filed as, or answers. */
  proposal: ProposalView | null;
  proposalEtag: string;
}

export async function readPaper(paper_id: string): Promise<OnePaper> {
  const { data: paper, response } = await submissionApi.getPaperProposalsByPaperId({ path: { paper_id } });
  const proposal_id = paper.proposal_id ?? paper.refiles;
  const found = proposal_id === null ? null : await orAway(submissionApi.getProposalsByProposalId({ path: { proposal_id } }));
  return { paper, etag: response.headers.get("ETag") ?? "", proposal: found?.data ?? null, proposalEtag: found?.response.headers.get("ETag") ?? "" };
}

export const readSessions = (): Promise<SessionView[] | null> => orAway(all((query) => submissionApi.getSessions({ query })));
export const readBookings = (member_id: string): Promise<BookingView[] | null> =>
  orAway(all((query) => submissionApi.getBookings({ query: { ...query, member_id, state: "open" } })));

export interface Form extends Record<string, unknown> {
  kind: "individual" | "joint" | "collective";
  member_id: string;
  body_id: string;
  signatory: string;
  cosigners: { member_id: string; opinion: string }[];
  session_id: string;
  received_on: string;
  received_time: string;
  title: string;
  situation: string;
  analysis: string;
  /** One text, a blank line between two. */
  suggestions: string;
  consent: "yes" | "no" | "";
  consent_refusal: string;
  suggested_units: string[];
  booking_id: string;
  research_date: string;
}

export const blank = (): Form => ({
  kind: "individual", member_id: "", body_id: "", signatory: "", cosigners: [], session_id: "", received_on: "", received_time: "",
  title: "", situation: "", analysis: "", suggestions: "", consent: "", consent_refusal: "", suggested_units: [], booking_id: "", research_date: "",
});

const TEXT = ["title", "situation", "analysis", "suggestions"] as const;
export type Field = "member_id" | "body_id" | "cosigners" | "received_on" | (typeof TEXT)[number] | "consent";

/** What is not yet read off the paper; of a corrected text the rest is as it was filed. */
export function missing(form: Form, refiling: boolean): Field[] {
  const found: Field[] = [];
  if (!refiling && form.kind === "collective" && form.body_id === "") found.push("body_id");
  if (!refiling && form.member_id === "") found.push("member_id");
  if (!refiling && form.kind === "joint" && !form.cosigners.some((one) => one.member_id !== "" && one.opinion.trim() !== "")) found.push("cosigners");
  for (const name of TEXT) if (form[name].trim() === "") found.push(name);
  if (!refiling && form.consent === "") found.push("consent");
  if (form.received_on === "") found.push("received_on");
  return found;
}

const orNull = (text: string): string | null => text.trim() || null;

export const textOf = (form: Form): EnterPaper["text"] => ({
  title: form.title.trim(), situation: form.situation.trim(), analysis: form.analysis.trim(), suggestions: split(form.suggestions),
});
export const stampOf = (form: Form): { received_on: string; received_time: string | null } => ({
  received_on: form.received_on, received_time: orNull(form.received_time),
});

/** What only another kind has is left out: it may have been filled in before the kind was. */
export const bodyOf = (form: Form): EnterPaper => ({
  kind: form.kind,
  member_id: form.member_id,
  session_id: orNull(form.session_id),
  text: textOf(form),
  publish_consent: form.consent === "yes",
  consent_refusal: form.consent === "no" ? orNull(form.consent_refusal) : null,
  body_id: form.kind === "collective" ? orNull(form.body_id) : null,
  signatory: form.kind === "collective" ? orNull(form.signatory) : null,
  cosigners: form.kind === "joint" ? form.cosigners.filter((one) => one.member_id !== "").map((one) => ({ ...one, opinion: one.opinion.trim() })) : [],
  booking_id: orNull(form.booking_id),
  suggested_units: form.suggested_units,
  research_date: orNull(form.research_date),
  ...stampOf(form),
});

const WALL = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });

/** What was entered, as it is filled in. A day without its time is kept as that day's last moment, and reads as no time. */
export function formOf({ entry }: Pick<PaperView, "entry">): Form {
  const [received_on = "", time = ""] = WALL.format(new Date(entry.received_at)).split(" ");
  return {
    kind: entry.kind, member_id: entry.member_id, body_id: entry.body_id ?? "", signatory: entry.signatory ?? "",
    cosigners: (entry.cosigners ?? []).map((one) => ({ member_id: one.member_id, opinion: one.opinion })),
    session_id: entry.session_id, received_on, received_time: /^:00(\.0+)?(\+|Z|$)/.test(entry.received_at.slice(16)) ? time : "",
    ...textForm(entry.text),
    consent: entry.publish_consent ? "yes" : "no", consent_refusal: entry.consent_refusal ?? "",
    suggested_units: [...(entry.suggested_units ?? [])], booking_id: entry.booking_id ?? "", research_date: entry.research_date ?? "",
  };
}

export const textForm = (text: PaperView["entry"]["text"]): Pick<Form, "title" | "situation" | "analysis" | "suggestions"> => ({
  title: text.title, situation: text.situation, analysis: text.analysis, suggestions: joined(text.suggestions),
});
