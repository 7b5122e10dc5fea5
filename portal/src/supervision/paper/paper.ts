/** Members' paper forms: which wait for a second clerk, and who has signed nothing yet. */
import { all, supervisionApi } from "@/api/staff";
import { isProblem } from "@/api/http";
import type { Opinion, OpinionBody, PaperFormView, SupervisedSignOffView } from "@/api/generated/supervision/types.gen";
import { orAway } from "@/shared/loading";

const WHOLE = 50_000;

export interface Asked {
  reply_id: string;
  member_id: string;
  proposal_id: string;
  unit_id: string;
  cycle: number;
  case_number: number | null;
  title: string | null;
  reminded: number;
}
export interface Papers {
  waiting: Asked[];
  unsigned: Asked[];
}

type Called = ReadonlyMap<string, { case_number: number | null; title: string | null }>;

/** One line for each member who is asked and has not signed; what was entered for them waits for its second clerk. */
export function papers(asked: readonly SupervisedSignOffView[], called: Called): Papers {
  const found: Papers = { waiting: [], unsigned: [] };
  for (const one of asked) {
    if (one.state !== "requested" || !one.supervised) continue;
    const { reply_id, proposal_id, unit_id, cycle, reminded } = one;
    const { case_number, title } = called.get(proposal_id) ?? { case_number: null, title: null };
    for (const member_id of one.unsigned) {
      const list = one.papers.includes(member_id) ? found.waiting : found.unsigned;
      list.push({ reply_id, member_id, proposal_id, unit_id, cycle, case_number, title, reminded });
    }
  }
  const order = (a: Asked, b: Asked): number => (a.case_number ?? Infinity) - (b.case_number ?? Infinity) || a.member_id.localeCompare(b.member_id);
  found.waiting.sort(order);
  found.unsigned.sort(order);
  return found;
}

export async function readPapers(): Promise<Papers> {
  const [asked, desk] = await Promise.all([
    all((query) => supervisionApi.getSignOffs({ query }), WHOLE),
    orAway(all((query) => supervisionApi.getDesk({ query }), WHOLE)),
  ]);
  return papers(asked, new Map((desk ?? []).map((one) => [one.proposal_id, one])));
}

/** How many forms wait for a second clerk. */
export async function countWaiting(): Promise<number> {
  const asked = await all((query) => supervisionApi.getSignOffs({ query }), WHOLE);
  return papers(asked, new Map()).waiting.length;
}

export const placeOf = (one: Pick<Asked, "reply_id" | "member_id">): string =>
  `/paper/${encodeURIComponent(one.reply_id)}/${encodeURIComponent(one.member_id)}`;

export interface OneForm {
  asked: SupervisedSignOffView;
  /** Null: nothing waits for a second clerk. */
  form: PaperFormView | null;
  /** Of what was read: it alone is confirmed. */
  etag: string;
}

export async function readForm(reply_id: string, member_id: string): Promise<OneForm> {
  const { data: asked } = await supervisionApi.getSignOffsByReplyId({ path: { reply_id } });
  if (!asked.papers.includes(member_id)) return { asked, form: null, etag: "" };
  try {
    const { data, response } = await supervisionApi.getSignOffsByReplyIdPaperByMemberId({ path: { reply_id, member_id } });
    return { asked, form: data, etag: response.headers.get("ETag") ?? "" };
  } catch (error) {
    // Confirmed or taken back since the line above.
    if (isProblem(error) && error.status === 404) return readForm(reply_id, member_id);
    throw error;
  }
}

export interface Said {
  [field: string]: string;
  result: OpinionBody["result"] | "";
  process: OpinionBody["process"] | "";
  visited: "yes" | "no" | "";
  view: OpinionBody["view"] | "";
  attitude: "good" | "fair" | "poor" | "";
  pointed: "yes" | "no" | "";
  comment: string;
}
export const blank = (): Said => ({ result: "", process: "", visited: "", view: "", attitude: "", pointed: "", comment: "" });
export const NEEDED = ["result", "process", "visited", "view"] as const;

/** Null where something that the form asks for was not read from it. */
export function opinion(said: Said): OpinionBody | null {
  const { result, process, visited, view } = said;
  if (result === "" || process === "" || visited === "" || view === "") return null;
  return {
    result, process, view,
    visited: visited === "yes",
    attitude: said.attitude === "" ? null : said.attitude,
    to_the_point: said.pointed === "" ? null : said.pointed === "yes",
    comment: said.comment.trim() || null,
  };
}

const yesNo = (value: boolean): "yes" | "no" => (value ? "yes" : "no");

/** What was entered, as it was chosen. */
export const chosen = (from: Opinion): Said => ({
  result: from.result, process: from.process, visited: yesNo(from.visited), view: from.view, attitude: from.attitude ?? "",
  pointed: from.to_the_point == null ? "" : yesNo(from.to_the_point), comment: from.comment ?? "",
});
