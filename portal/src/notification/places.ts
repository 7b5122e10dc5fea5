/** Where what a notice tells of is read or done, by whoever it was told. */
import type { NoticeView } from "@/api/generated/notification/types.gen";

type Told = Pick<NoticeView, "kind" | "to" | "link" | "proposal_id">;
type Reader = "member" | "unit" | "assessor" | "staff";

/** By the API's path; `{proposal}` is the notice's. What one reader has no page for has that of its proposal. */
const PAGES: readonly (readonly [RegExp, string | Partial<Record<Reader, string>>])[] = [
  [/^\/submission\/proposals$/, "/mine"],
  [/^\/submission\/proposals\/([^/?]+)\/review$/, "/review"],
  [/^\/submission\/(review-queue|reviews)\b.*$/, "/review"],
  [/^\/submission\/(forwards|received-forwards)\/([^/?]+)$/, "/$1/$2"],
  [/^\/submission\/model-proposals\/([^/?]+)$/, "/models/$1"],
  [/^\/submission\/paper-proposals\/([^/?]+)$/, "/paper-proposals/$1"],
  [/^\/submission\/bookings\/([^/?]+)$/, "/bookings/$1"],
  [/^\/submission\/(calls|topic-offers|topic-suggestions)\/([^/?]+)$/, { member: "/calls", staff: "/calling/suggestions" }],
  [/^\/submission\/suggested-topics$/, "/calling/suggestions"],
  [/^\/submission\/call-reminders$/, "/calling"],
  [/^\/submission\/sessions\/([^/?]+)$/, "/write"],
  [/^\/submission\/units\/([^/?]+)$/, "/unit"],
  [/^\/consultation\/assignments\/([^/?]+)$/, { unit: "/handling/$1", staff: "/assignment" }],
  [/^\/consultation\/assignments\b.*$/, "/assignment"],
  [/^\/consultation\/(consultations|forums)\/([^/?]+)$/, "/$1/$2"],
  [/^\/consultation\/points\/([^/?]+)$/, { unit: "/points/$1", member: "/asked/$1", staff: "/asked/$1" }],
  [/^\/consultation\/points\b.*$/, "/forums"],
  [/^\/supervision\/sign-offs\/([^/?]+)$/, { member: "/sign-offs/$1", staff: "/paper" }],
  [/^\/supervision\/members\/([^/?]+)\/passkeys$/, "/keys"],
  [/^\/supervision\/deadlines\/([^/?]+)$/, { unit: "/handling/$1", staff: "/deadlines" }],
  [/^\/supervision\/process-talks\/([^/?]+)$/, { member: "/process-talks/$1", staff: "/talks" }],
  [/^\/supervision\/oversights\/([^/?]+)$/, "/watch/$1"],
  [/^\/supervision\/key-(allocations|selections)\/([^/?]+)$/, "/key"],
  [/^\/supervision\/orders\/([^/?]+)$/, "/orders"],
  [/^\/supervision\/exchange\/received$/, "/exchange"],
  [/^\/evaluation\/mutual-reviews\/([^/?]+)$/, "/mutual/$1"],
  [/^\/evaluation\/assessments\/([^/?]+)$/, { unit: "/assessments/$1", assessor: "/sheets/$1", staff: "/assessments/$1" }],
  [/^\/evaluation\/readings$/, "/readings"],
  [/^\/evaluation\/readings\/([^/?]+)$/, "/readings/$1"],
  [/^\/evaluation\/allotments\/([^/?]+)\/progress$/, "/running"],
  [/^\/evaluation\/awards\/([^/?]+)$/, { member: "/excellent" }],
  [/^\/evaluation\/service-issues\/([^/?]+)$/, { member: "/service/mine", staff: "/service" }],
  [/^\/conversion\/dossiers\/([^/?]+)$/, { staff: "/conversion/$1" }],
  [/^\/conversion\/(commitments|outcomes)\/([^/?]+)$/, { member: "/became", staff: "/conversion/{proposal}" }],
  [/^\/notification\/contacts\/([^/?]+)$/, "/channels"],
  [/^\/notification\/phone-codes\/([^/?]+)$/, "/keys"],
];

/** Kinds whose reader is asked something about a proposal of theirs. */
const ASKED: ReadonlySet<Told["kind"]> = new Set(["redirect_asked", "declined", "merge_asked", "filed_for_you", "refiled_for_you", "objection_settled", "forward_asked"] as const);

/** A proposal's own page: a unit's is where it handles it. */
const PROPOSAL: Record<Reader, string> = { member: "/proposals/{proposal}", unit: "/handling/of/{proposal}", assessor: "/dossier/{proposal}", staff: "/dossier/{proposal}" };

export function readerOf(to: string): Reader {
  const [whom, name] = to.split(":");
  if (whom === "unit") return "unit";
  if (whom === "role" || whom === "supervisor") return name === "assessor" ? "assessor" : "staff";
  return "member";
}

const of = (place: string, proposal: string | null): string | null =>
  proposal !== null || !place.includes("{proposal}") ? place.replace("{proposal}", proposal ?? "") : null;

/** Null: it is about no proposal. */
export const proposalOf = ({ to, proposal_id }: Told): string | null => of(PROPOSAL[readerOf(to)], proposal_id);

/** Null: there is nothing to open but its proposal. */
export function placeOf({ kind, to, link, proposal_id }: Told): string | null {
  if (ASKED.has(kind) && readerOf(to) === "member") return of("/proposals/{proposal}/answers", proposal_id);
  const [path, pages] = PAGES.find(([one]) => one.test(link)) ?? [];
  const own = typeof pages === "object" ? pages[readerOf(to)] : pages;
  return path === undefined || own === undefined ? null : of(link.replace(path, own), proposal_id);
}
