import { describe, expect, it } from "vitest";
import type { ForumView, PointView } from "@/api/generated/consultation/types.gen";
import { asks, cameAs, deeds, inOrder, lacking, lines, pressing, type Names } from "@/consultation/forums/forums";
import { refusedAs } from "@/consultation/forums/saying";
import { word } from "@/consultation/forums/words";
import { word as room } from "@/consultation/room/words";
import { placeOf } from "@/consultation/unit/work";

const forum = (more: Partial<ForumView>): ForumView => ({ id: "F", state: "convened", at: "2026-03-10T09:00:00+08:00", level: "proposal_committee", members: ["M1"], attendance: [], ...more }) as ForumView;
const point = (more: Partial<PointView>): PointView => ({ id: "Q", kind: "question", state: "answered", due: "2026-03-10", overdue: false, member_id: "M1", ...more }) as PointView;
const NAMES: Names = { members: new Map([["M1", "示例委员"]]), units: new Map([["U1", "示例局"]]) };

describe("meetings", () => {
  it("come with the nearest first, then those that were with the latest first", () => {
    const found = inOrder([
      forum({ id: "old", state: "held", at: "2026-01-10T09:00:00+08:00" }), forum({ id: "far", at: "2026-05-10T09:00:00+08:00" }),
      forum({ id: "late", state: "called_off", at: "2026-02-10T09:00:00+08:00" }), forum({ id: "near" }),
    ]);
    expect(found.map((one) => one.id)).toEqual(["near", "far", "late", "old"]);
  });

  it("lack their time and whoever must be there, at the chair's meeting who benefits, too", () => {
    const at = Date.parse("2026-03-10T09:00:00+08:00");
    expect(lacking(forum({}), at - 1)).toEqual(["early", "unit", "member"]);
    const came = [{ name: "甲", at: "", unit_id: "U1" }, { name: "乙", at: "", member_id: "M1" }];
    expect(lacking(forum({ attendance: came }), at)).toEqual([]);
    expect(lacking(forum({ attendance: came, level: "chair" }), at)).toEqual(["beneficiary"]);
    expect(lacking(forum({ attendance: [...came, { name: "丙", at: "" }], level: "chair" }), at)).toEqual([]);
  });

  it("say who came and how", () => {
    expect(cameAs({ name: "甲", at: "2026-03-10T01:00:00Z", unit_id: "U1" }, NAMES)).toMatchObject({ name: "甲（示例局）", role: "unit", way: "code" });
    expect(cameAs({ name: "M1", at: "2026-03-10T01:00:00Z", member_id: "M1", entered_by: "示例工作人员" }, NAMES)).toMatchObject({ name: "示例委员", way: "entered" });
    expect(lines(" 一 \n\n二")).toEqual(["一", "二"]);
  });
});

describe("what is put to a unit", () => {
  it("is listed open first, overdue before all", () => {
    const found = pressing([point({ id: "done", state: "settled" }), point({ id: "later", state: "put", due: "2026-04-01" }), point({ id: "late", state: "put", overdue: true }), point({ id: "soon" })]);
    expect(found.map((one) => one.id)).toEqual(["late", "soon", "later", "done"]);
  });

  it("is judged by whoever raised it: a question by its member alone, an opinion by the committee", () => {
    const clerk = { roles: ["clerk"], memberId: null };
    const member = { roles: ["member"], memberId: "M1" };
    expect(deeds(point({}), member)).toEqual(["settle", "press"]);
    expect(deeds(point({}), { ...member, memberId: "M2" })).toEqual([]);
    expect(deeds(point({}), clerk)).toEqual(["close"]);
    const opinion = point({ kind: "opinion", member_id: null });
    expect(deeds(opinion, clerk)).toEqual(["settle", "press", "close"]);
    expect(deeds(opinion, member)).toEqual([]);
    expect(deeds({ ...opinion, state: "put" }, clerk)).toEqual(["close"]);
    expect(deeds({ ...opinion, state: "closed" }, clerk)).toEqual([]);
  });

  it("is asked in the standing committee by those whom it invited", () => {
    const standing = forum({ level: "standing_committee" });
    expect(asks(standing, "M1")).toBe(true);
    expect(asks(standing, "M2")).toBe(false);
    expect(asks(standing, null)).toBe(false);
    expect(asks({ ...standing, state: "called_off" }, "M1")).toBe(false);
    expect(asks(forum({ level: "chair" }), "M1")).toBe(false);
  });

  it("is found from the desk", () => {
    const step = { what: "judge_answer", id: "Q", assignment_id: null, proposal_id: null, whom: null } as never;
    expect(placeOf(step)).toBe("/asked/Q");
  });

  it("is refused in words of its own, else in those of the room", () => {
    const refused = (rule: string) => refusedAs({ kind: "problem", problem: { status: 422, title: "Refused", rule } });
    expect(refused("forum-at")).toMatchObject({ problem: { title: word("refused", "forum-at") } });
    expect(refused("forum-state")).toMatchObject({ problem: { title: room("refused", "forum-state") } });
    expect(refused("of-tomorrow")).toMatchObject({ problem: { title: "Refused" } });
  });
});
