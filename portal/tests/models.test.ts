import { describe, expect, it } from "vitest";
import { changesOf, chosen, sectorsOf, tagList, tagsOf } from "@/submission/models/models";

const MODELS = [
  { id: "a", tags: ["民生", "数据扎实"], sector: "经济界" },
  { id: "b", tags: ["民生"], sector: "教育界" },
  { id: "c", tags: [], sector: null },
];

describe("model proposals", () => {
  it("are browsed by tag and sector, the most frequent tag first", () => {
    expect(tagsOf(MODELS)).toEqual([["民生", 2], ["数据扎实", 1]]);
    expect(sectorsOf(MODELS)).toEqual(["教育界", "经济界"]);
    expect(chosen(MODELS, "民生", "").map((one) => one.id)).toEqual(["a", "b"]);
    expect(chosen(MODELS, "民生", "教育界").map((one) => one.id)).toEqual(["b"]);
    expect(chosen(MODELS, "", "").length).toBe(3);
  });

  it("bear each tag once, however it is typed", () => {
    expect(tagList(" 民生，数据扎实, 民生、\n ")).toEqual(["民生", "数据扎实"]);
    expect(tagList("")).toEqual([]);
  });

  it("keep what was said at each step", () => {
    const at = "2026-03-01T00:00:00Z";
    expect(
      changesOf([
        { at, what: "ModelMarked", data: { comment: "建议具体", marked_by: "clerk" } },
        { at, what: "ModelEdited", data: { comment: "建议很具体", before_comment: "建议具体" } },
        { at, what: "ModelUnmarked", data: { reason: "已撤回" } },
        { at, what: "SomethingNew", data: {} },
      ]).map(({ what, said, by }) => [what, said, by]),
    ).toEqual([["marked", "建议具体", "clerk"], ["edited", "建议很具体", null], ["unmarked", "已撤回", null]]);
  });
});
