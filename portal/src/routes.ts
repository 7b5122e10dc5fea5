import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import type * as Staff from "./desk/routes";
import { open, signIn } from "./session/issuer";
import { person } from "./session/session";
import SignedInPage from "./session/SignedInPage.vue";

export const router = createRouter({
  history: createWebHistory("/portal/"),
  routes: [
    { path: "/", component: () => import("./home/HomePage.vue") },
    { path: "/signed-in", component: SignedInPage, props: { ahead } },
    { path: "/opinions", component: () => import("./evaluation/OpinionPage.vue") },
    { path: "/public/:county/:part*", component: () => import("./public/PublicPage.vue"), props: true },
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
    { path: "/keys", component: () => import("./supervision/KeysPage.vue") },
    { path: "/:rest(.*)*", name: "rest", component: () => import("./home/HomePage.vue") },
  ],
  // What only changes a page's filter moves nothing.
  scrollBehavior: (to, from, kept) => (to.path === from.path ? false : (kept ?? { top: 0 })),
});

router.beforeEach(async (to) => {
  if (person.value !== null || open(to.path)) return true;
  try {
    await signIn(to.fullPath);
    return false;
  } catch {
    // The issuer is away: the page says so, and lets it be tried again.
    return { path: "/signed-in", query: { to: to.fullPath } };
  }
});

/** So are the addresses that one comes to from another page, in two lists: every visit begins without them. */
const SELDOM = /^\/(forums|asked|process-talks|forwards|received-forwards|models|readings|sheets|excellent|enrolments)(\/|$)|\/sign-in$/;
const further = { often: once(() => import("./mine/routes")), seldom: once(() => import("./mine/seldom")) };

function once(fetched: () => Promise<{ routes: RouteRecordRaw[] }>): () => Promise<void> {
  let added: Promise<void> | null = null;
  async function add(): Promise<void> {
    try {
      for (const one of (await fetched()).routes) router.addRoute(one);
    } catch (error) {
      // Without a network now: it is fetched again.
      added = null;
      throw error;
    }
  }
  return () => (added ??= add());
}

/** Whether there is more to resolve the path by now. */
async function learn(path: string): Promise<boolean> {
  if (router.resolve(path).name !== "rest") return false;
  await further[SELDOM.test(router.resolve(path).path) ? "seldom" : "often"]();
  return router.resolve(path).name !== "rest";
}
router.beforeEach(async (to) => (to.name === "rest" && (await learn(to.fullPath)) ? to.fullPath : true));

/** The scripts of a page come while the issuer is still asked who is there. */
async function ahead(path: string): Promise<void> {
  await learn(path);
  for (const { components } of router.resolve(path).matched) {
    const page = components?.default;
    if (typeof page === "function") await (page as () => Promise<unknown>)();
  }
}

/** The staff's desks are fetched for them alone: a member's phone is spared their addresses, too. */
let staff: typeof Staff | null = null;
router.beforeEach(async (to) => {
  const roles = person.value?.roles ?? [];
  if (staff === null && roles.some((role) => role !== "member")) {
    staff = await import("./desk/routes");
    for (const one of staff.routes) router.addRoute(one);
    return to.fullPath;
  }
  if (to.name === "rest") return "/";
  // Their first page is what waits for them; who is a member as well has the member's.
  return to.path === "/" && person.value?.memberId == null ? (staff?.first(roles) ?? true) : true;
});

// Who hears the page is told where they are.
router.afterEach((to, from) => {
  document.documentElement.classList.toggle("wide", to.meta.wide === true);
  if (from.matched.length > 0 && to.path !== from.path) void Promise.resolve().then(() => document.getElementById("main")?.focus());
});
