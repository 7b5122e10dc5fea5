/** Which mutual reviews wait for the reader: what home and the units' desk ask, too, and so apart from the pages' own. */
import { getMutualReviews } from "@/api/generated/evaluation/sdk.gen";
import type { MutualReviewView } from "@/api/generated/evaluation/types.gen";
import { all } from "@/api/paging";
import { today } from "@/desk/today";

export type Side = NonNullable<MutualReviewView["side"]>;
export type Given = Pick<MutualReviewView, "side" | "state" | "due" | "proposal_rated" | "handling_rated">;

export const rated = (review: Given, side: Side): boolean => (side === "unit" ? review.proposal_rated : review.handling_rated);

/** Whether the reader may still rate: the last day is theirs. */
export const waits = (review: Given, now = today()): boolean => review.side !== null && review.state === "open" && review.due >= now && !rated(review, review.side);

/** What waits for the reader's side, the most pressing first: for where people look for what waits. */
export const readWaiting = async (side: Side): Promise<MutualReviewView[]> =>
  (await all((query) => getMutualReviews({ query: { ...query, state: "open" } }))).filter((one) => one.side === side && waits(one)).sort((a, b) => a.due.localeCompare(b.due));
