import { describe, expect, it } from "vitest";
import { addable, callable, codeIn, givable, grouped, phasesOf, removable, shownBy, sideOf } from "@/consultation/room/room";
import { explained } from "@/consultation/room/explaining";
import { word } from "@/consultation/room/words";

const met = (more: object = {}) => ({ state: "recorded" as const, unit_id: "U1", confirmed_by: [] as string[], confirmed_files: [] as string[], finding: null as string | null, ...more });
const reader = (more: object = {}) => ({ memberId: null as string | null, units: [] as string[], roles: [] as string[], ...more });

describe("the code of the room", () => {
  it("is taken as it is typed, pasted, or carried behind a link's #", () => {
    expect(codeIn("#abcd2345")).toBe("ABCD2345");
    expect(codeIn(" abcd 2345 ")).toBe("ABCD2345");
    expect(codeIn("ABCD-2345")).toBe("ABCD2345");
    expect(grouped("ABCD2345")).toBe("ABCD 2345");
  });

  it("is shown as long as the service's clock says, however wrong the device's is", () => {
    const code = { code: "ABCD2345", until: "2026-03-01T01:01:00Z", link: "", svg: "" };
    const wrong = Date.parse("2026-03-01T00:20:00Z");
    expect(shownBy(code, "Sun, 01 Mar 2026 01:00:20 GMT", wrong).left).toBe(40_000);
    expect(shownBy(code, null, Date.parse("2026-03-01T01:00:50Z")).left).toBe(10_000);
    // One that has just ended is asked for again, and not at once.
    expect(shownBy(code, "Sun, 01 Mar 2026 01:01:00 GMT", wrong).left).toBe(1000);
    expect(shownBy(code, "no date", Date.parse("2026-03-01T01:00:50Z")).left).toBe(10_000);
  });
});

describe("the files of a record", () => {
  it("are brought by the unit or a proposer, and by nobody else", () => {
    expect(sideOf(met(), reader({ roles: ["unit"], units: ["U1"] }))).toBe("unit");
    expect(sideOf(met(), reader({ roles: ["unit_leader"], units: ["U1"] }))).toBeNull();
    expect(sideOf(met(), reader({ roles: ["unit"], units: ["U2"] }))).toBeNull();
    expect(sideOf(met(), reader({ roles: ["member"], memberId: "M1" }))).toBe("proposer");
    expect(sideOf(met(), reader({ roles: ["clerk"] }))).toBeNull();
  });

  it("may be added as long as nobody has said that the record is right", () => {
    expect(addable(met({ state: "scheduled" }))).toEqual(["material"]);
    expect(addable(met())).toEqual(["material", "photo", "minutes_scan"]);
    expect(addable(met({ confirmed_by: ["M1"] }))).toEqual([]);
    expect(addable(met({ finding: "记录属实" }))).toEqual([]);
    expect(addable(met({ state: "disputed", confirmed_by: ["M1"] }))).toEqual(["evidence"]);
    expect(addable(met({ state: "confirmed" }))).toEqual([]);
  });

  it("are taken away by whoever brought them, and not what was confirmed", () => {
    const units = { member_id: null, purpose: "material", sha256: "a" };
    const mine = { member_id: "M1", purpose: "evidence", sha256: "b" };
    expect(removable(met(), units, "unit", null)).toBe(true);
    expect(removable(met(), units, "proposer", "M1")).toBe(false);
    expect(removable(met(), units, null, null)).toBe(false);
    expect(removable(met(), mine, "proposer", "M2")).toBe(false);
    expect(removable(met({ confirmed_by: ["M1"] }), units, "unit", null)).toBe(false);
    expect(removable(met({ state: "disputed" }), mine, "proposer", "M1")).toBe(true);
    expect(removable(met({ state: "disputed" }), units, "unit", null)).toBe(false);
    expect(removable(met({ state: "disputed", confirmed_files: ["b"] }), mine, "proposer", "M1")).toBe(false);
  });
});

describe("what may be asked for", () => {
  const assignment = { id: "A1", cycle: 1, state: "accepted" as const };
  const talk = (more: object) => ({ assignment_id: "A1", cycle: 1, phase: "before" as const, state: "scheduled" as const, at: null, ...more });

  it("is of the phase that the handling is in", () => {
    expect(phasesOf({ state: "issued" })).toEqual([]);
    expect(phasesOf({ state: "plan_agreed" })).toEqual(["before", "during"]);
    expect(phasesOf({ state: "replied" })).toEqual(["after"]);
  });

  it("is one call at a time, and none beside a meeting that is fixed; one that is only due may be called for", () => {
    expect(callable(assignment, [])).toEqual(["before", "during"]);
    expect(callable(assignment, [talk({ state: "called_for" })])).toEqual(["during"]);
    expect(callable(assignment, [talk({ at: "2026-03-01T09:00:00+08:00" })])).toEqual(["during"]);
    expect(callable(assignment, [talk({})])).toEqual(["before", "during"]);
    expect(callable(assignment, [talk({ state: "called_for", cycle: 2 }), talk({ state: "called_for", assignment_id: "A2" })])).toEqual(["before", "during"]);
    expect(callable({ ...assignment, state: "closed" }, [])).toEqual([]);
  });

  it("is given up once, and not after it was held", () => {
    expect(givable(assignment, [talk({ state: "recorded" })])).toEqual(["before", "during"]);
    expect(givable(assignment, [talk({ state: "confirmed" }), talk({ state: "waived", phase: "during" })])).toEqual([]);
  });
});

describe("a refusal", () => {
  const problem = (more: object) => ({ kind: "problem" as const, problem: { status: 409, title: "Refused", detail: "The service's sentence.", ...more } });

  it("says what to do where there are words for it", () => {
    expect(explained(problem({ rule: "sign-in-code" }))).toMatchObject({ problem: { title: word("refused", "sign-in-code"), detail: undefined } });
    expect(explained(problem({ status: 412 }))).toMatchObject({ problem: { title: word("refused", "stale") } });
  });

  it("is the service's own where there are none", () => {
    expect(explained(problem({ rule: "of-tomorrow" }))).toMatchObject({ problem: { detail: "The service's sentence." } });
    expect(explained({ kind: "offline" })).toEqual({ kind: "offline" });
  });
});
