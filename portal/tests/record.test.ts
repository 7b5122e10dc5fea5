import { describe, expect, it } from "vitest";
import { blank, deed, incomplete, known, meanwhile, stateOf, touched, valuesOf } from "@/settings/directory/record";

const member = { id: "M1", version: 2, etag: '"2"', name: "示例委员一", sector: "教育界", party_group: null, committee: "提案委", term: 15, active: true, carries_on: false };
const unit = { id: "U1", version: 1, etag: '"1"', name: "示例局", system: "government", linked_committee: "经济委", aliases: ["示例委", "示例办"], successor_id: null, ended_on: null };
const body = { id: "B1", version: 1, etag: '"1"', name: "教育界", kind: "sector", officers: ["M1"], active: true };

describe("one of the directory", () => {
  it("is typed as it is recorded, and nothing is touched by that", () => {
    expect(valuesOf("members", member)).toEqual({ name: "示例委员一", sector: "教育界", party_group: "", committee: "提案委" });
    expect(valuesOf("units", unit)).toEqual({ name: "示例局", system: "government", linked_committee: "经济委", aliases: "示例委\n示例办" });
    expect(valuesOf("bodies", body)).toEqual({ name: "教育界", kind: "sector", officers: ["M1"] });
    expect(touched("units", valuesOf("units", unit), valuesOf("units", unit))).toBe(false);
    expect(touched("members", valuesOf("members", member), { ...valuesOf("members", member), committee: "" })).toBe(true);
  });

  it("is not sent before it is whole", () => {
    expect(incomplete("members", blank("members"))).toBe(true);
    expect(incomplete("members", { name: "甲", sector: "教育界", party_group: "", committee: "" })).toBe(false);
    expect(incomplete("bodies", { name: "甲", kind: "", officers: [] })).toBe(true);
  });

  it("follows what somebody else changed, and keeps what is typed here", () => {
    const was = valuesOf("members", member);
    const now = { ...was, sector: "科技界", committee: "经济委" };
    const found = meanwhile("members", was, now, { ...was, name: "示例委员甲", committee: "社法委" });
    expect(found.typed).toEqual({ ...was, name: "示例委员甲", sector: "科技界", committee: "社法委" });
    expect(found.changed).toEqual([
      { name: "sector", before: "教育界", after: "科技界", mine: false },
      { name: "committee", before: "提案委", after: "经济委", mine: true },
    ]);
    // Where both wrote the same there is nothing to choose.
    expect(meanwhile("members", was, now, { ...was, sector: "科技界" }).changed.map((one) => one.mine)).toEqual([false, false]);
    expect(meanwhile("members", was, was, now)).toEqual({ changed: [], typed: now });
  });

  it("ends on a day, which may be to come", () => {
    expect(stateOf(unit, "2026-05-01")).toBe("open");
    expect(stateOf({ ...unit, ended_on: "2026-05-02" }, "2026-05-01")).toBe("ending");
    expect(stateOf({ ...unit, ended_on: "2026-05-01" }, "2026-05-01")).toBe("over");
    expect([member, { ...member, active: false, carries_on: true }, { ...member, active: false }].map((one) => stateOf(one, ""))).toEqual(["active", "carries", "ended"]);
    expect(stateOf({ ...body, active: false }, "")).toBe("over");
  });

  it("offers what the county has, each once", () => {
    const around = { members: [member, { ...member, id: "M2", sector: "经济界" }], bodies: [body, { ...body, id: "B2", name: "工会", active: false }], units: [unit] };
    expect(known("sector", around).sort()).toEqual(["教育界", "经济界"].sort());
    expect(known("linked_committee", around).sort()).toEqual(["提案委", "经济委"].sort());
    expect(known("name", around)).toEqual([]);
  });

  it("has a past that says what was done", () => {
    const past = (event: string, version: number, changes: object = {}) => deed({ event, version, changes, at: "", actor: null, reason: null } as Parameters<typeof deed>[0]);
    expect([past("MemberEnrolled", 1), past("MemberEnrolled", 2, { term: {} }), past("BodyEnrolled", 2), past("UnitSucceeded", 2), past("UnitSuccessionUndone", 3), past("UnitRetired", 4), past("UnitPainted", 5)]).toEqual([
      "enrolled", "term", "corrected", "succeeded", "undone", "retired", null,
    ]);
  });
});
