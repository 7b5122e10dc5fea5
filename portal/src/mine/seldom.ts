/** Where the pages are that a phone opens seldom, assessors' too: in a list of their own, since each page weighs what its list does. */
import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/excellent", component: () => import("../evaluation/excellent/ExcellentPage.vue") },
  { path: "/:kind(consultations|forums)/:id/sign-in", component: () => import("../consultation/room/SignInPage.vue"), props: true },
  { path: "/forums", component: () => import("../consultation/forums/ForumsPage.vue") },
  { path: "/forums/:id", component: () => import("../consultation/forums/ForumPage.vue"), props: true },
  { path: "/asked/:id", component: () => import("../consultation/forums/AskedPage.vue"), props: true },
  { path: "/process-talks/:id", component: () => import("../supervision/talks/TalkPage.vue"), props: true },
  { path: "/forwards/:id", component: () => import("../submission/forwarding/ForwardPage.vue"), props: true },
  { path: "/received-forwards/:id", component: () => import("../submission/forwarding/ReceivedPage.vue"), props: true },
  { path: "/models", component: () => import("../submission/models/ModelsPage.vue") },
  { path: "/models/:id", component: () => import("../submission/models/ModelPage.vue"), props: true },
  { path: "/enrolments", component: () => import("../supervision/EnrolmentPage.vue") },
  { path: "/readings", component: () => import("../evaluation/reading/ReadingsPage.vue") },
  { path: "/readings/:id", component: () => import("../evaluation/reading/ReadingPage.vue"), props: true },
  { path: "/sheets", component: () => import("../evaluation/sheets/SheetsPage.vue") },
  { path: "/sheets/:id", component: () => import("../evaluation/sheets/SheetPage.vue"), props: true },
];
