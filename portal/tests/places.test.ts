import { expect, test } from "vitest";
import { placeOf, proposalOf, readerOf } from "@/notification/places";
import { routes as staff } from "@/desk/routes";
import { routes as often } from "@/mine/routes";
import { routes as seldom } from "@/mine/seldom";
import notices from "./notices.json";
import { createRouter, createMemoryHistory } from "vue-router";
import { router as first } from "@/routes";

type Told = Parameters<typeof placeOf>[0];
const told = (one: Partial<Told>): Told => ({ kind: "filed", to: "member:M1", link: "/submission/proposals/P1", proposal_id: "P1", ...one });
const filled = (link: string): string => link.replace(/\{\w+\}/g, "X1");
const known = createRouter({ history: createMemoryHistory(), routes: [...first.getRoutes().filter((one) => one.name !== "rest"), ...often, ...seldom, ...staff] });
const shown = (path: string): boolean => known.resolve(path).matched.length > 0;

test.each(notices)("$kind leads $to somewhere", ({ kind, to, link, proposal }) => {
  const notice = told({ kind: kind as Told["kind"], to, link: filled(link), proposal_id: proposal ? "X1" : null });
  const place = placeOf(notice) ?? proposalOf(notice);
  expect(place).not.toBeNull();
  expect(shown(place ?? ""), place ?? "").toBe(true);
});

test("one thing is read by each reader on a page of theirs", () => {
  const link = "/evaluation/assessments/A1";
  expect(placeOf(told({ to: "unit:U1", link }))).toBe("/assessments/A1");
  expect(placeOf(told({ to: "role:assessor", link }))).toBe("/sheets/A1");
  expect(placeOf(told({ to: "member:M1", link }))).toBeNull();
  expect(proposalOf(told({ to: "unit:U1" }))).toBe("/handling/of/P1");
  expect(proposalOf(told({ to: "role:clerk" }))).toBe("/dossier/P1");
  expect(proposalOf(told({ proposal_id: null }))).toBeNull();
  expect(placeOf(told({ to: "role:clerk", link: "/conversion/outcomes/O1", proposal_id: null }))).toBeNull();
});

test("what a member is asked about a proposal is answered on one page", () => {
  expect(placeOf(told({ kind: "redirect_asked" }))).toBe("/proposals/P1/answers");
  expect(placeOf(told({ kind: "admitted" }))).toBeNull();
});

test("who reads is told by whom it was told to", () => {
  expect(["unit:U1", "role:clerk", "role:assessor", "supervisor:S1", "member:M1", "body:B1", "person:x"].map(readerOf)).toEqual([
    "unit", "staff", "assessor", "staff", "member", "member", "member",
  ]);
});
