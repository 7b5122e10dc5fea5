/** Where the staff's desks are, most of them wide pages: loaded by nobody else. */
import type { RouteLocationNormalized, RouteRecordRaw } from "vue-router";
import { counties, lookAt } from "./county";

const BOARD = ":board(six-problems|five-gains)";
/** From where counties stand side by side an address leads to one of them. */
const inCounty = (to: RouteLocationNormalized): void => { lookAt(to.query.county); };

/** A notice names the proposal; a unit works at its own assignment. */
async function handled(to: RouteLocationNormalized): Promise<string> {
  const proposal = String(to.params.proposal);
  const { ownAssignment } = await import("../consultation/unit/work");
  const own = await ownAssignment(proposal);
  return own === null ? `/dossier/${proposal}` : `/handling/${own}`;
}

export const routes: RouteRecordRaw[] = [
  { path: "/desk", component: () => import("../submission/DeskHomePage.vue"), meta: { wide: true } },
  { path: "/review", component: () => import("../submission/ReviewPage.vue"), meta: { wide: true } },
  { path: "/unit", component: () => import("../consultation/unit/UnitDeskPage.vue"), meta: { wide: true } },
  { path: "/handling/of/:proposal", component: () => import("../dossier/DossierPage.vue"), beforeEnter: handled },
  { path: "/handling/:id", component: () => import("../consultation/unit/WorkPage.vue"), props: true, meta: { wide: true } },
  { path: "/handling/:id/reply", component: () => import("../consultation/unit/ReplyEditorPage.vue"), props: true, meta: { wide: true } },
  { path: "/points/:id", component: () => import("../consultation/unit/PointPage.vue"), props: true, meta: { wide: true } },
  { path: "/watch", component: () => import("../supervision/watch/WatchPage.vue"), meta: { wide: true } },
  { path: "/watch/:id", component: () => import("../supervision/watch/OversightPage.vue"), props: true, meta: { wide: true } },
  { path: "/deadlines", component: () => import("../supervision/deadlines/DeadlinesPage.vue"), meta: { wide: true } },
  { path: "/tracking", component: () => import("../supervision/tracking/TrackingPage.vue"), meta: { wide: true } },
  { path: "/talks", component: () => import("../supervision/talks/TalksPage.vue"), meta: { wide: true } },
  { path: "/panel", component: () => import("../submission/panel/PanelPage.vue"), meta: { wide: true } },
  { path: "/key", component: () => import("../supervision/key/KeyPage.vue"), meta: { wide: true } },
  { path: "/orders", component: () => import("../supervision/orders/OrdersPage.vue"), meta: { wide: true } },
  { path: "/exchange", component: () => import("../supervision/exchange/ExchangePage.vue"), meta: { wide: true } },
  { path: "/dossier/:id/trail", component: () => import("../dossier/trail/TrailPage.vue"), props: true, meta: { wide: true } },
  { path: "/dossier/:id", component: () => import("../dossier/DossierPage.vue"), props: true, meta: { wide: true } },
  { path: "/assignment", component: () => import("../consultation/AssignmentPage.vue"), meta: { wide: true } },
  { path: "/conversion", component: () => import("../conversion/desk/ConversionPage.vue"), meta: { wide: true } },
  { path: "/conversion/:id", component: () => import("../conversion/desk/OnePage.vue"), props: true, meta: { wide: true } },
  { path: "/operations", component: () => import("../operations/OperationsPage.vue"), meta: { wide: true } },
  { path: "/operations/parked/:service/:id", component: () => import("../operations/ParkedPage.vue"), props: true, meta: { wide: true } },
  { path: "/paper", component: () => import("../supervision/paper/PaperListPage.vue"), meta: { wide: true } },
  { path: "/paper/:reply/:member", component: () => import("../supervision/paper/PaperFormPage.vue"), props: true, meta: { wide: true } },
  { path: "/paper-proposals", component: () => import("../submission/paper/PapersPage.vue"), meta: { wide: true } },
  { path: "/paper-proposals/enter/:proposal?", component: () => import("../submission/paper/EnterPage.vue"), props: true, meta: { wide: true } },
  { path: "/paper-proposals/:id", component: () => import("../submission/paper/PaperPage.vue"), props: true, meta: { wide: true } },
  { path: "/calling", component: () => import("../calls/desk/CallsDeskPage.vue"), meta: { wide: true } },
  { path: "/calling/calls/:id", component: () => import("../calls/desk/CallPage.vue"), props: true, meta: { wide: true } },
  { path: "/calling/suggestions", component: () => import("../calls/desk/SuggestionsPage.vue"), meta: { wide: true } },
  { path: "/calling/bookings", component: () => import("../calls/desk/BookingsPage.vue"), meta: { wide: true } },
  { path: "/service", component: () => import("../evaluation/service/ServiceDeskPage.vue"), meta: { wide: true } },
  { path: "/calibrations", component: () => import("../submission/calibration/CalibrationsPage.vue"), meta: { wide: true } },
  { path: "/calibrations/:id", component: () => import("../submission/calibration/CalibrationPage.vue"), props: true, meta: { wide: true } },
  { path: "/boards", redirect: "/boards/six-problems" },
  { path: `/boards/${BOARD}`, component: () => import("../evaluation/boards/BoardsPage.vue"), props: true, beforeEnter: inCounty, meta: { wide: true } },
  { path: `/boards/${BOARD}/counties`, component: () => import("../evaluation/boards/CountiesPage.vue"), props: true, meta: { wide: true } },
  { path: `/boards/${BOARD}/:number(\\d+)`, component: () => import("../evaluation/boards/BehindPage.vue"), props: true, beforeEnter: inCounty, meta: { wide: true } },
  { path: "/boards/proposals/:id", component: () => import("../evaluation/boards/RecordPage.vue"), props: true, meta: { wide: true } },
  { path: "/reports", component: () => import("../evaluation/boards/ReportsPage.vue"), meta: { wide: true } },
  { path: "/running", component: () => import("../evaluation/running/RunningPage.vue"), meta: { wide: true } },
  { path: "/running/draft/:id", component: () => import("../evaluation/drafting/DraftPage.vue"), props: true, meta: { wide: true } },
  { path: "/running/:id", component: () => import("../evaluation/running/SchemePage.vue"), props: true, meta: { wide: true } },
  { path: "/policies", component: () => import("../settings/policies/PoliciesPage.vue"), meta: { wide: true } },
  { path: "/policies/:service/:name", component: () => import("../settings/policies/PolicyPage.vue"), props: true, meta: { wide: true } },
  { path: "/directory", component: () => import("../settings/directory/DirectoryPage.vue"), meta: { wide: true } },
  { path: "/directory/contacts", component: () => import("../settings/directory/WaitingPage.vue"), meta: { wide: true } },
  { path: "/directory/:list(members|bodies|units)/:id", component: () => import("../settings/directory/OnePage.vue"), props: true, meta: { wide: true } },
  { path: "/archive", component: () => import("../submission/archive/ArchivePage.vue"), meta: { wide: true } },
  { path: "/archive/:id", component: () => import("../submission/archive/ArchivedPage.vue"), props: true, meta: { wide: true } },
  { path: "/rankings", component: () => import("../evaluation/ranking/RankingsPage.vue"), meta: { wide: true } },
  { path: "/rankings/:id/comparison", component: () => import("../evaluation/ranking/ComparisonPage.vue"), props: true, meta: { wide: true } },
  { path: "/rankings/:id/:unit", component: () => import("../evaluation/ranking/RankedUnitPage.vue"), props: true, meta: { wide: true } },
  { path: "/ledgers", component: () => import("../evaluation/ledger/desk/LedgersPage.vue"), meta: { wide: true } },
  { path: "/ledgers/:id", component: () => import("../evaluation/ledger/desk/MemberLedgerPage.vue"), props: true, meta: { wide: true } },
  { path: "/sent", component: () => import("../notification/sent/SentPage.vue"), meta: { wide: true } },
  { path: "/assessed", component: () => import("../evaluation/assessed/AssessedPage.vue"), meta: { wide: true } },
  { path: "/forwarding", component: () => import("../submission/forwarding/ForwardingPage.vue"), meta: { wide: true } },
  { path: "/forwarding/new", component: () => import("../submission/forwarding/AskPage.vue"), meta: { wide: true } },
  { path: "/assessments/:id", component: () => import("../evaluation/ranking/AssessmentPage.vue"), props: true, meta: { wide: true } },
];

/** Whoever has several offices begins with the first of these. */
const FIRST: [string, string[]][] = [
  ["/desk", ["clerk", "reviewer", "chair", "assigning_office"]],
  ["/unit", ["unit", "unit_leader"]],
  ["/readings", ["assessor"]],
  ["/operations", ["ops"]],
  ["/boards/six-problems", ["county_admin", "city_viewer"]],
  ["/boards/six-problems/counties", ["city_admin"]],
  ["/watch", ["supervisor", "auditor"]],
];
export function first(roles: readonly string[]): string | null {
  const found = FIRST.find(([, own]) => own.some((role) => roles.includes(role)))?.[0] ?? null;
  // A city's begins with its counties.
  return found === "/boards/six-problems" && roles.includes("city_viewer") && counties.value.length > 1 ? `${found}/counties` : found;
}
