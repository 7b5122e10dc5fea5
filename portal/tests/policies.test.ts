import { describe, expect, it } from "vitest";
import { back, differences, instant, kindOf, typed } from "@/settings/policies/policies";

describe("a rule's fields", () => {
  it("are edited by what they hold", () => {
    expect([true, 3, "甲", ["甲", "乙"], [7, 14], { a: 1, b: true }, { a: "甲" }].map(kindOf)).toEqual(["yes", "number", "text", "lines", "numbers", "group", "group"]);
    // What has no form of its own, and what is empty and may hold anything.
    expect([null, [], {}, [{ a: 1 }], { a: [1] }, { a: 1, b: "甲" }, [1, "甲"]].map(kindOf)).toEqual(Array(7).fill("json"));
  });

  it("come back as they were typed", () => {
    const whole: unknown[] = [0.08, "2/3", ["甲", "乙"], [7, 14, 21], { a: [{ b: null }] }];
    for (const value of whole) expect(back(typed(value, kindOf(value)), kindOf(value))).toEqual(value);
    expect(back("7、14， 21", "numbers")).toEqual([7, 14, 21]);
    expect(back(" 甲 \n\n乙", "lines")).toEqual(["甲", "乙"]);
  });

  it("are refused where they say nothing that fits", () => {
    for (const [text, kind] of [["", "number"], ["三", "number"], ["7，十四", "numbers"], ["{", "json"]] as const) expect(() => back(text, kind)).toThrow();
  });

  it("differ by what they hold, also where one is new", () => {
    expect(differences({ a: 1, b: [1], c: 1 }, { a: 1, b: [2], d: 4 })).toEqual([
      { field: "b", before: [1], after: [2] }, { field: "c", before: 1, after: undefined }, { field: "d", before: undefined, after: 4 },
    ]);
  });

  it("apply from a moment of the county's wall clock", () => {
    expect(new Date(instant("2027-01-01T00:00")).toISOString()).toBe("2026-12-31T16:00:00.000Z");
  });
});
