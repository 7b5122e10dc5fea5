import { describe, expect, it } from "vitest";
import { clean, items, oneLine } from "@/writing/paste";
import { joined, plainLength, same } from "@/writing/content";

describe("what is pasted", () => {
  it("comes as clean text", () => {
    expect(clean("\u3000\u3000一、情况\r\n\r\n\r\n\r\n\u00a0助餐点\u200b只有\u00ad四处。\u000b第二行\ufeff\u0007")).toBe(
      "一、情况\n\n助餐点只有四处。\n第二行",
    );
    expect(clean("\uf0b7\t第一\n• 第二")).toBe("第一\n第二");
    expect(clean("a\tb")).toBe("a b");
    expect(clean("👨‍👩‍👧 家")).toContain("家");
  });

  it("a title is one line", () => {
    expect(oneLine("关于增设老年\n助餐点的提案\n")).toBe("关于增设老年助餐点的提案");
  });

  it.each([
    ["一、增设助餐点。\n二、提高补贴。", ["增设助餐点。", "提高补贴。"]],
    ["（一）增设助餐点。\n具体两处。\n（二）提高补贴。", ["增设助餐点。\n具体两处。", "提高补贴。"]],
    ["建议如下：\n1. 增设 2.5 处。\n2、提高补贴。\n\n3.列入预算。", ["建议如下：\n增设 2.5 处。", "提高补贴。", "列入预算。"]],
    ["①增设。\r\n②提高。", ["增设。", "提高。"]],
    ["一是增设。\n二是提高。", ["增设。", "提高。"]],
    ["2025年增设。\n2026年提高。", ["2025年增设。\n2026年提高。"]],
    ["1.5倍补贴\n2.5倍补贴", ["1.5倍补贴\n2.5倍补贴"]],
    ["一、只有一条。", ["一、只有一条。"]],
  ])("%j is a list only where it is numbered", (pasted, found) => {
    expect(items(pasted)).toEqual(found);
  });
});

describe("what a section says", () => {
  it("is counted without blanks, by characters", () => {
    expect(plainLength(" 助 餐\n点 𠮷 ")).toBe(4);
  });

  it("is the same whatever stands around it", () => {
    expect(same("situation", "一 ", "一")).toBe(true);
    expect(same("suggestions", ["一", ""], ["一"])).toBe(true);
    expect(same("form", { kind: "individual" }, { kind: "individual", cosigners: [] })).toBe(true);
    expect(same("form", { kind: "joint" }, { kind: "individual" })).toBe(false);
  });

  it("of two devices is put together without saying anything twice", () => {
    expect(joined("suggestions", ["一", "二"], ["二", "三", ""])).toEqual(["一", "二", "三"]);
    expect(joined("analysis", "", "三")).toBe("三");
  });
});
