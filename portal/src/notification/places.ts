/** Where what a notice asks for is done, of the platform's paths that notices name and that are no proposal's. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^\/evaluation\/mutual-reviews\/([^/?]+)$/, "/mutual/$1"],
  [/^\/supervision\/process-talks\/([^/?]+)$/, "/process-talks/$1"],
  [/^\/supervision\/deadlines\/([^/?]+)$/, "/handling/$1"],
  [/^\/submission\/bookings\/([^/?]+)$/, "/bookings/$1"],
  [/^\/submission\/paper-proposals\/([^/?]+)$/, "/paper-proposals/$1"],
];

/** Kinds of notices whose reader is asked something about a proposal of theirs. */
const ASKED = new Set(["redirect_asked", "declined", "merge_asked", "filed_for_you", "refiled_for_you", "objection_settled", "forward_asked"]);

/** Where what it tells is done, or null: it has its proposal's page alone. */
export const placeOf = (notice: { kind: string; link: string; proposal_id: string | null }): string | null =>
  ASKED.has(notice.kind) && notice.proposal_id !== null ? `/proposals/${notice.proposal_id}/answers` : pageOf(notice.link);

export function pageOf(link: string): string | null {
  const found = PAGES.find(([path]) => path.test(link));
  return found ? link.replace(...found) : null;
}
