import { beforeEach, describe, expect, it } from "vitest";
import { Choice } from "@/desk/choice";
import { answering, type KeyBinding } from "@/desk/keys";
import { inParts, OneKey, parts, type Result } from "@/desk/outcome";
import { ruleSaid } from "@/desk/refusal";
import { csv } from "@/desk/sheet";
import { marked, paragraphs, passages, runs } from "@/desk/wording";
import en from "@/desk/words/en";
import zh from "@/desk/words/zh-CN";
import { Offline } from "@/api/http";
import { speak } from "@/words";

describe("the choice of rows", () => {
  const shown = ["a", "b", "c", "d", "e"];

  it("is toggled, and drawn from the last one that was touched", () => {
    const drawn = new Choice().toggled("b").upTo("d", shown);
    expect(drawn.all()).toEqual(["b", "c", "d"]);
    expect(drawn.upTo("a", shown).all().sort()).toEqual(["a", "b", "c", "d"]);
    expect(drawn.toggled("c").all()).toEqual(["b", "d"]);
  });

  it("keeps what a filter hides", () => {
    const kept = new Choice(["x"]).allOrNone(["a", "b"]);
    expect(kept.all()).toEqual(["x", "a", "b"]);
    expect(kept.allOrNone(["a", "b"]).all()).toEqual(["x"]);
    expect(kept.without(["a", "nobody"]).all()).toEqual(["x", "b"]);
  });

  it("chooses one where the range's beginning is not shown any more", () => {
    expect(new Choice().toggled("gone").toggled("gone").upTo("c", shown).all()).toEqual(["c"]);
  });
});

describe("the keys of a page", () => {
  let allowed = true;
  const done: string[] = [];
  const bindings: KeyBinding[] = [
    { keys: ["j", "ArrowDown"], what: "keys.next", act: () => done.push("next") },
    { keys: ["a"], what: "deed.admit", act: () => done.push("admit"), when: () => allowed },
    { keys: ["Escape"], what: "keys.back", act: () => done.push("back"), typing: true },
    { keys: ["Enter"], what: "keys.choose", act: () => done.push("choose") },
    { keys: ["Enter"], ctrl: true, typing: true, what: "keys.send_one", act: () => done.push("send") },
  ];
  const press = (key: string, on: Element = document.body, more: KeyboardEventInit = {}): string | undefined => {
    const event = new KeyboardEvent("keydown", { key, ...more });
    Object.defineProperty(event, "target", { value: on });
    return answering(bindings, event)?.what;
  };
  const element = (tag: string, type?: string): Element => {
    const made = document.createElement(tag);
    if (type !== undefined) made.setAttribute("type", type);
    return made;
  };
  beforeEach(() => { allowed = true; });

  it("are answered by the one binding that has them", () => {
    expect(press("j")).toBe("keys.next");
    expect(press("ArrowDown")).toBe("keys.next");
    expect(press("z")).toBeUndefined();
    allowed = false;
    expect(press("a")).toBeUndefined();
  });

  it("are text while something is typed, but for those that end it", () => {
    for (const field of [element("textarea"), element("select"), element("input", "text")]) {
      expect(press("j", field)).toBeUndefined();
      expect(press("Escape", field)).toBe("keys.back");
    }
    expect(press("j", element("input", "checkbox"))).toBe("keys.next");
  });

  it("are the browser's with a modifier, and a focused button's own where they press it", () => {
    expect(press("a", document.body, { ctrlKey: true })).toBeUndefined();
    expect(press("a", document.body, { metaKey: true })).toBeUndefined();
    expect(press("a", document.body, { isComposing: true })).toBeUndefined();
    expect(press("Enter", element("button"))).toBeUndefined();
    expect(press("j", element("button"))).toBe("keys.next");
    expect(press("Enter")).toBe("keys.choose");
  });

  it("with Ctrl are others, also while something is typed or a button has the focus", () => {
    for (const on of [document.body, element("textarea"), element("button")])
      expect(press("Enter", on, { ctrlKey: true })).toBe("keys.send_one");
    expect(press("j", document.body, { ctrlKey: true })).toBeUndefined();
  });
});

describe("a batch", () => {
  const asked = (count: number) => Array.from({ length: count }, (_, at) => ({ id: String(at), title: `示例 ${String(at)}` }));
  const done = (part: { id: string; title: string }[]): Result[] =>
    part.map((one) => ({ ...one, done: true, said: "已立案", rule: null, detail: null }));

  it("goes in parts, each of them as large as the service takes", () => {
    expect(parts(asked(450)).map((one) => one.length)).toEqual([200, 200, 50]);
    expect(parts([3, 3, 3], (size) => size, 7)).toEqual([[3, 3], [3]]);
    expect(parts([9], (size) => size, 7)).toEqual([[9]]);
    expect(parts([])).toEqual([]);
  });

  it("says of each what became of it, and how far it is", async () => {
    const told: number[] = [];
    const found = await inParts(asked(401), (part) => Promise.resolve(done(part)), (now) => told.push(now.results.length));
    expect(told).toEqual([200, 400, 401]);
    expect([found.results.length, found.left.length, found.failure]).toEqual([401, 0, null]);
  });

  it("that loses the network keeps what is done and what is left apart", async () => {
    let calls = 0;
    const found = await inParts(asked(450), (part) => (++calls === 2 ? Promise.reject(new Offline()) : Promise.resolve(done(part))));
    expect(found.results).toHaveLength(200);
    expect(found.left.map((one) => one.id)).toEqual(asked(450).slice(200).map((one) => one.id));
    expect(found.failure).toEqual({ kind: "offline" });
    expect(calls).toBe(2);
  });

  it("bears one key until it is answered, and another once it is another", () => {
    const key = new OneKey();
    const first = key.of({ a: 1 });
    expect(key.of({ a: 1 })).toBe(first);
    const changed = key.of({ a: 2 });
    expect(changed).not.toBe(first);
    key.done();
    expect(key.of({ a: 2 })).not.toBe(changed);
  });

  it("tells a rule in words, and one that is newer than the page as the service does", () => {
    speak("zh-CN");
    expect(ruleSaid("locked", "clerk2 has this file open")).toBe("他人正在处理这件提案");
    expect(ruleSaid("of-tomorrow", "Not today.")).toBe("Not today.");
    expect(ruleSaid("of-tomorrow", null)).toBe("of-tomorrow");
  });
});

describe("wording", () => {
  const text = {
    title: "关于增设老年助餐点的提案",
    situation: "全县助餐点只有四处。\n\n  场地不足。 \u2028补贴偏低。",
    analysis: "",
    suggestions: [{ text: "每个街道至少增设两处助餐点。" }],
  };

  it("has the paragraphs that the service counts", () => {
    expect(paragraphs(text.situation)).toEqual(["全县助餐点只有四处。", "场地不足。", "补贴偏低。"]);
    expect(passages(text, "suggestions")).toEqual(["每个街道至少增设两处助餐点。"]);
    expect(passages(text, "analysis")).toEqual([]);
  });

  it("is marked where it stands in the other text, whatever stops are between", () => {
    const known = runs(text);
    expect(marked("我们建议，每个街道、至少增设两处助餐点，并给补贴。", known)).toEqual([
      { text: "我们建议，", marked: false },
      { text: "每个街道、至少增设两处助餐点", marked: true },
      { text: "，并给补贴。", marked: false },
    ]);
    expect(marked("与此无关的一段文字。", known)).toEqual([{ text: "与此无关的一段文字。", marked: false }]);
    expect(marked("", known)).toEqual([]);
    expect(marked("四处", known)).toEqual([{ text: "四处", marked: false }]);
  });

  it("loses no character", () => {
    const long = "每个街道至少增设两处助餐点。𠮷😀每个街道至少增设两处助餐点。";
    expect(marked(long, runs(text)).map((one) => one.text).join("")).toBe(long);
  });
});

describe("a list as a file", () => {
  it("is read by Excel as it is, and computes nothing", () => {
    expect(csv(["案由", "案号"], [["关于“示例”的提案", 3], ["=1+1", null], ['有"引号",有逗号', 4]])).toBe(
      '\ufeff案由,案号\r\n关于“示例”的提案,3\r\n\'=1+1,\r\n"有""引号"",有逗号",4\r\n',
    );
  });
});

describe("the staff's words", () => {
  const leaves = (words: object, path = ""): [string, string][] =>
    Object.entries(words).flatMap(([name, one]: [string, unknown]) =>
      typeof one === "string" ? [[`${path}${name}`, one] as [string, string]] : leaves(one as object, `${path}${name}.`),
    );
  const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1] ?? "").sort();

  it("are the same in both languages, with the same values to fill in", () => {
    expect(leaves(en).map(([key]) => key).sort()).toEqual(leaves(zh).map(([key]) => key).sort());
    const english = new Map(leaves(en));
    expect(leaves(zh).filter(([key, text]) => `${holes(text)}` !== `${holes(english.get(key) ?? "")}`)).toEqual([]);
    expect([...leaves(zh), ...leaves(en)].filter(([, text]) => !text.trim())).toEqual([]);
    expect(leaves(en).filter(([, text]) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
  });
});
