import { describe, expect, it } from "vitest";
import type { OpenCallView } from "@/api/generated/submission/types.gen";
import { announced, blank, gaps, inOrder, wholeTopics } from "@/calls/desk/calling";

const call = (id: string, state: string, more: Partial<OpenCallView> = {}): OpenCallView => ({
  id, version: 1, state, kind: "quarterly", title: id, basis: "示例", session_id: null, closes_on: null, publish_on: null, publisher: null, published_on: null,
  corrections: [], topics: [], ...more,
});

describe("a call", () => {
  it("says what it lacks for what it is to become", () => {
    const draft = { ...blank(), title: "示例", basis: "示例" };
    expect(gaps(draft, "announce")).toEqual(["publishOn", "publisher"]);
    expect(gaps(draft, "publish")).toEqual(["closes", "topics"]);
    const topics = [{ title: " 停车难 ", source: "" }, { title: "  ", source: "调研" }];
    expect(gaps({ ...draft, closes_on: "2026-12-31", topics }, "publish")).toEqual(["source"]);
    // An empty line is no topic.
    expect(wholeTopics(topics)).toEqual([{ title: "停车难", source: "", suggestion_id: null }]);
  });

  it("that was announced is published under its id", () => {
    expect(announced(call("c1", "announced", { session_id: "S1" }))).toMatchObject({ call_id: "c1", kind: "quarterly", session_id: "S1" });
    expect(blank().call_id).not.toBe(blank().call_id);
  });

  it("stands first in the list while something is to be done about it", () => {
    const listed = [call("a", "closed"), call("b", "published", { closes_on: "2026-01-01" }), call("c", "announced"), call("d", "published", { closes_on: "2026-03-01" })];
    expect(inOrder(listed).map((one) => one.id)).toEqual(["c", "d", "b", "a"]);
  });
});
