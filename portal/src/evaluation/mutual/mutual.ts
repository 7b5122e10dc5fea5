/** The pages of mutual reviews (双向评议): how each stands, and how a rating is kept and sent. */
import { getMutualReviews, getPoliciesByName, postMutualReviewsByReviewIdRateHandling, postMutualReviewsByReviewIdRateProposal } from "@/api/generated/evaluation/sdk.gen";
import type { MutualReviewView } from "@/api/generated/evaluation/types.gen";
import { all } from "@/api/paging";
import { today } from "@/desk/today";
import { keptFor, type Kept } from "@/shared/kept";
import { failureOf, orAway, type Failure } from "@/shared/loading";
import { owner, pointsOf, type Sheet } from "../scoring/sheets";
import { rated, waits, type Given, type Side } from "./waiting";

export type Standing = "wait" | "given" | "done" | "missed" | "open";
export function standing(review: Given, now = today()): Standing {
  if (waits(review, now)) return "wait";
  const open = review.state === "open" && review.due >= now;
  if (review.side !== null && rated(review, review.side)) return open ? "given" : "done";
  if (open) return "open";
  return review.side === null ? "done" : "missed";
}

/** Null: there is none, and the county has not opened any. */
export async function readReviews(): Promise<MutualReviewView[] | null> {
  const reviews = await all((query) => getMutualReviews({ query }), 20_000);
  if (reviews.length > 0) return reviews;
  const policy = await orAway(getPoliciesByName({ path: { name: "mutual_review" } }).then(({ data }) => data));
  return policy?.document.open === false ? null : [];
}

/** What waits, by its last day; then what is over, the latest first. */
export const inOrder = (reviews: readonly MutualReviewView[], now = today()): { todo: MutualReviewView[]; others: MutualReviewView[] } => ({
  todo: reviews.filter((one) => waits(one, now)).sort((a, b) => a.due.localeCompare(b.due)),
  others: reviews.filter((one) => !waits(one, now)).sort((a, b) => b.due.localeCompare(a.due)),
});

export const keptRatings = (): Kept<Sheet> => keptFor<Sheet>(owner(), "mutual");

/** What nobody can mend by typing: it was rated already, or the days are over. */
const SETTLED = new Set(["rated", "review-closed"]);
export const settled = (failure: Failure | null): boolean => failure?.kind === "problem" && SETTLED.has(failure.problem.rule ?? "");

/** Null: it is there, as with a score sheet. */
export async function rate(review_id: string, side: Side, sheet: Sheet): Promise<Failure | null> {
  const asked = { path: { review_id }, headers: { "Idempotency-Key": sheet.key }, body: { points: pointsOf(sheet), comment: sheet.comment.trim() || null } };
  try {
    await (side === "unit" ? postMutualReviewsByReviewIdRateProposal(asked) : postMutualReviewsByReviewIdRateHandling(asked));
    keptRatings().remove(review_id);
    return null;
  } catch (error) {
    const failure = failureOf(error);
    if (settled(failure)) keptRatings().remove(review_id);
    else if (failure.kind === "problem" && failure.problem.status !== 401) keptRatings().write(review_id, { ...sheet, key: "" });
    return failure;
  }
}
