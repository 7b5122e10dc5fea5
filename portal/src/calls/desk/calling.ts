/** Calls for topics as the clerk runs them: what is announced, out and over, what was suggested, who booked what. */
import { all, submissionApi } from "@/api/staff";
import { newKey } from "@/api/http";
import type {
  BookingView, DutyView, OfferView, OpenCallView, PublishCall, SuggestedTopicView, SuggestionView, TopicBody,
} from "@/api/generated/submission/types.gen";
import { orAway } from "@/shared/loading";

const WHOLE = 20_000;
export type Kind = PublishCall["kind"];
export const KINDS: Kind[] = ["catalogue", "quarterly", "commissioned"];

export interface Calling {
  calls: OpenCallView[];
  /** Calls that are due and not out; null where they could not be read, as below. */
  reminders: DutyView[] | null;
  suggested: number | null;
}

const ORDER = ["announced", "published", "closed", "dropped"];

/** What is still to be done first; of the same state the latest. */
export const inOrder = (calls: readonly OpenCallView[]): OpenCallView[] =>
  [...calls].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (b.closes_on ?? b.publish_on ?? "").localeCompare(a.closes_on ?? a.publish_on ?? ""));

export async function readCalling(): Promise<Calling> {
  const [calls, reminders, suggested] = await Promise.all([
    all((query) => submissionApi.getCalls({ query }), WHOLE),
    orAway(all((query) => submissionApi.getCallReminders({ query }), WHOLE)),
    orAway(all((query) => submissionApi.getTopicSuggestions({ query: { ...query, state: "proposed" } }), WHOLE)),
  ]);
  return { calls: inOrder(calls), reminders: reminders?.filter((one) => one.call_id === null) ?? null, suggested: suggested?.length ?? null };
}

export const readPool = (): Promise<SuggestedTopicView[]> => all((query) => submissionApi.getSuggestedTopics({ query: { ...query, taken: false } }), WHOLE);
export const readSuggestions = (): Promise<SuggestionView[]> => all((query) => submissionApi.getTopicSuggestions({ query }), WHOLE);

export interface OneCall {
  call: OpenCallView;
  /** Of what was read: a correction is of that. */
  etag: string;
  offers: OfferView[];
}
export async function readCall(call_id: string): Promise<OneCall> {
  const [{ data: call, response }, offers] = await Promise.all([
    submissionApi.getCallsByCallId({ path: { call_id } }),
    all((query) => submissionApi.getTopicOffers({ query: { ...query, call_id } }), WHOLE),
  ]);
  return { call, etag: response.headers.get("ETag") ?? "", offers };
}

export interface Board {
  bookings: BookingView[];
  offers: OfferView[];
  calls: Map<string, string>;
}
export async function readBoard(): Promise<Board> {
  const [bookings, offers, calls] = await Promise.all([
    all((query) => submissionApi.getBookings({ query }), WHOLE),
    all((query) => submissionApi.getTopicOffers({ query }), WHOLE),
    all((query) => submissionApi.getCalls({ query }), WHOLE),
  ]);
  return { bookings, offers, calls: new Map(calls.map((one) => [one.id, one.title])) };
}

export interface Draft {
  [field: string]: unknown;
  call_id: string;
  kind: Kind;
  title: string;
  basis: string;
  session_id: string;
  closes_on: string;
  publish_on: string;
  publisher: string;
  topics: TopicBody[];
}
/** The id is given here, so that a draft that is sent again is the same call. */
export const blank = (): Draft => ({
  call_id: `call-${newKey().slice(0, 12)}`, kind: "quarterly", title: "", basis: "", session_id: "", closes_on: "", publish_on: "", publisher: "", topics: [],
});

/** What is announced is published under its id, as what it was announced as. */
export const announced = (call: OpenCallView): Draft => ({
  ...blank(), call_id: call.id, kind: call.kind as Kind, title: call.title, basis: call.basis, session_id: call.session_id ?? "",
});

export const wholeTopics = (topics: readonly TopicBody[]): TopicBody[] =>
  topics.map((one) => ({ title: one.title.trim(), source: one.source.trim(), suggestion_id: one.suggestion_id ?? null })).filter((one) => one.title !== "");

export type Gap = "title" | "basis" | "closes" | "topics" | "source" | "publishOn" | "publisher";
export function gaps(draft: Draft, what: "publish" | "announce"): Gap[] {
  const topics = wholeTopics(draft.topics);
  const found: [Gap, boolean][] = [
    ["title", draft.title.trim() === ""],
    ["basis", draft.basis.trim() === ""],
    ...(what === "publish"
      ? ([["closes", draft.closes_on === ""], ["topics", topics.length === 0], ["source", topics.some((one) => one.source === "")]] as [Gap, boolean][])
      : ([["publishOn", draft.publish_on === ""], ["publisher", draft.publisher.trim() === ""]] as [Gap, boolean][])),
  ];
  return found.filter(([, missing]) => missing).map(([name]) => name);
}
