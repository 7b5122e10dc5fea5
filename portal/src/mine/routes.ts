/** Where a member's further pages are: fetched when one of them is opened first. */
import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/calls", component: () => import("../calls/CallsPage.vue") },
  { path: "/bookings/:id", component: () => import("../calls/plan/PlanPage.vue"), props: true },
  { path: "/mine", component: () => import("./MinePage.vue") },
  { path: "/channels", component: () => import("../notification/ChannelsPage.vue") },
  { path: "/ledger", component: () => import("../evaluation/ledger/LedgerPage.vue") },
  { path: "/mutual", component: () => import("../evaluation/mutual/MutualListPage.vue") },
  { path: "/mutual/:id", component: () => import("../evaluation/mutual/MutualPage.vue"), props: true },
  { path: "/became", component: () => import("../conversion/mine/BecamePage.vue") },
  { path: "/proposals/:id/cosign", component: () => import("./CosignPage.vue"), props: true },
  { path: "/proposals/:id/people", component: () => import("./PeoplePage.vue"), props: true },
  { path: "/proposals/:id/revise", component: () => import("./RevisePage.vue"), props: true },
  { path: "/proposals/:id/files", component: () => import("./FilesPage.vue"), props: true },
  { path: "/proposals/:id/talks", component: () => import("../consultation/room/TalksPage.vue"), props: true },
  { path: "/proposals/:id/withdraw", component: () => import("./WithdrawPage.vue"), props: true },
  { path: "/proposals/:id/answers", component: () => import("./answers/AnswersPage.vue"), props: true },
  { path: "/service/mine", component: () => import("../evaluation/service/MyIssuesPage.vue") },
];
