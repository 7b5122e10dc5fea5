import { createRouter, createWebHistory } from "vue-router";
import { person, signIn } from "./session/session";

export const router = createRouter({
  history: createWebHistory("/portal/"),
  routes: [
    { path: "/", component: () => import("./home/HomePage.vue") },
    { path: "/signed-in", component: () => import("./session/SignedInPage.vue"), meta: { open: true } },
    { path: "/proposals/:id", component: () => import("./submission/ProposalPage.vue"), props: true },
    { path: "/sign-offs/:replyId", component: () => import("./supervision/SignOffPage.vue"), props: true },
    { path: "/consultations/:id", component: () => import("./consultation/ConsultationPage.vue"), props: true },
    { path: "/notices", component: () => import("./notification/NoticesPage.vue") },
    { path: "/write", component: () => import("./writing/WriteListPage.vue") },
    { path: "/write/:draft", component: () => import("./writing/WritePage.vue"), props: true },
    { path: "/write/:draft/with", component: () => import("./writing/WithPage.vue"), props: true },
    { path: "/write/:draft/files", component: () => import("./writing/FilesPage.vue"), props: true },
    { path: "/write/:draft/similar", component: () => import("./writing/SimilarPage.vue"), props: true },
    { path: "/write/:draft/file", component: () => import("./writing/FilePage.vue"), props: true },
    { path: "/calls", component: () => import("./calls/CallsPage.vue") },
    { path: "/mine", component: () => import("./mine/MinePage.vue") },
    { path: "/proposals/:id/cosign", component: () => import("./mine/CosignPage.vue"), props: true },
    { path: "/proposals/:id/people", component: () => import("./mine/PeoplePage.vue"), props: true },
    { path: "/proposals/:id/revise", component: () => import("./mine/RevisePage.vue"), props: true },
    { path: "/proposals/:id/files", component: () => import("./mine/FilesPage.vue"), props: true },
    { path: "/proposals/:id/withdraw", component: () => import("./mine/WithdrawPage.vue"), props: true },
    { path: "/keys", component: () => import("./supervision/KeysPage.vue") },
    { path: "/enrolments", component: () => import("./supervision/EnrolmentPage.vue") },
    // The staff's desks: wide pages, loaded by nobody else.
    { path: "/desk", component: () => import("./submission/DeskHomePage.vue"), meta: { wide: true } },
    { path: "/review", component: () => import("./submission/ReviewPage.vue"), meta: { wide: true } },
    { path: "/unit", component: () => import("./consultation/unit/UnitDeskPage.vue"), meta: { wide: true } },
    { path: "/handling/:id", component: () => import("./consultation/unit/WorkPage.vue"), props: true, meta: { wide: true } },
    { path: "/handling/:id/reply", component: () => import("./consultation/unit/ReplyEditorPage.vue"), props: true, meta: { wide: true } },
    { path: "/points/:id", component: () => import("./consultation/unit/PointPage.vue"), props: true, meta: { wide: true } },
    { path: "/watch", component: () => import("./supervision/watch/WatchPage.vue"), meta: { wide: true } },
    { path: "/watch/:id", component: () => import("./supervision/watch/OversightPage.vue"), props: true, meta: { wide: true } },
    { path: "/assignment", component: () => import("./consultation/AssignmentPage.vue"), meta: { wide: true } },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
  // What only changes a page's filter moves nothing.
  scrollBehavior: (to, from, kept) => (to.path === from.path ? false : (kept ?? { top: 0 })),
});

router.beforeEach(async (to) => {
  if (person.value !== null || to.meta.open === true) return true;
  try {
    await signIn(to.fullPath);
    return false;
  } catch {
    // The issuer is away: the page says so, and lets it be tried again.
    return "/signed-in";
  }
});

/** The staff's first page is what waits for them; who is a member as well has the member's. */
const FIRST: [string, string[]][] = [
  ["/desk", ["clerk", "reviewer", "chair", "assigning_office"]],
  ["/unit", ["unit", "unit_leader"]],
  ["/watch", ["supervisor", "county_admin", "auditor", "city_viewer", "city_admin"]],
];
router.beforeEach((to) => {
  if (to.path !== "/" || person.value?.memberId != null) return true;
  return FIRST.find(([, roles]) => roles.some((role) => person.value?.roles.includes(role)))?.[0] ?? true;
});

// Who hears the page is told where they are.
router.afterEach((to, from) => {
  document.documentElement.classList.toggle("wide", to.meta.wide === true);
  if (from.matched.length > 0 && to.path !== from.path) void Promise.resolve().then(() => document.getElementById("main")?.focus());
});
