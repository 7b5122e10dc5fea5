import { describe, expect, it } from "vitest";
import type { ProcessTalkView } from "@/api/generated/supervision/types.gen";
import { acts, listed, waits } from "@/supervision/talks/talks";

const talk = (id: string, more: Partial<ProcessTalkView> = {}): ProcessTalkView => ({
  id, version: 1, proposal_id: `p-${id}`, reply_id: "r", assignment_id: "a", unit_id: "U1", cycle: 1, member_id: "M1", result: "satisfied", comment: null, called_on: "2026-03-01",
  state: "called", talks: [], conclusion: null, declined: null, ended_by: null, ...more,
});
const said = (one: ProcessTalkView): string => `示例案由${one.proposal_id}`;

describe("the list of talks", () => {
  const talks = [
    talk("a", { called_on: "2026-03-05", comment: "没有见过面" }), talk("b"), talk("c", { state: "ended", called_on: "2026-02-01", conclusion: "已说明" }),
    talk("d", { state: "ended", called_on: "2026-02-09" }), talk("e", { state: "talked", talks: [{ held_on: "2026-03-06", form: "phone", outcome: "约定下次当面谈", recorded_by: "示例" }] }),
  ];
  const ids = (state: ProcessTalkView["state"], words = ""): string[] => listed(talks, state, words, said).map((one) => one.id);
  it("begins with who waits longest, and what is over with the newest", () => {
    expect(ids("called")).toEqual(["b", "a"]);
    expect(ids("ended")).toEqual(["d", "c"]);
  });
  it("finds what members said and what was talked over", () => {
    expect(ids("called", "见过面")).toEqual(["a"]);
    expect(ids("called", "案由p-b")).toEqual(["b"]);
    expect(ids("talked", "当面谈")).toEqual(["e"]);
    expect(ids("ended", "当面谈")).toEqual([]);
  });
  it("says how long somebody waits", () => {
    expect(waits({ called_on: "2026-02-27" }, "2026-03-02")).toBe(3);
  });
});

describe("what may be recorded", () => {
  it("ends without a talk only where the member wants none", () => {
    expect(acts("called")).toEqual(["hold", "decline"]);
    expect(acts("talked")).toEqual(["hold", "end"]);
    expect(acts("ended")).toEqual([]);
  });
});
