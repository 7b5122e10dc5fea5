import { describe, expect, it } from "vitest";
import en from "@/words/en";
import zh from "@/words/zh-CN";
import { day, moment, speak, t, word } from "@/words";

function leaves(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([name, one]: [string, unknown]) =>
    typeof one === "string" ? [[`${path}${name}`, one] as [string, string]] : leaves(one as object, `${path}${name}.`),
  );
}
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1] ?? "").sort();

describe("both languages", () => {
  it("have the same keys, none of them empty", () => {
    expect(leaves(en).map(([key]) => key)).toEqual(leaves(zh).map(([key]) => key));
    expect([...leaves(zh), ...leaves(en)].filter(([, text]) => !text.trim())).toEqual([]);
  });

  it("have the same values to fill in", () => {
    const english = new Map(leaves(en));
    expect(leaves(zh).filter(([key, text]) => `${holes(text)}` !== `${holes(english.get(key) ?? "")}`)).toEqual([]);
  });

  it("English has no Chinese character but the other language's name", () => {
    expect(leaves(en).filter(([key, text]) => /[\u4e00-\u9fff]/.test(text) && key !== "app.language")).toEqual([]);
  });
});

describe("words", () => {
  it("are filled in, and follow the language", () => {
    speak("zh-CN");
    expect(t("home.number", { number: 87 })).toBe("第 87 号");
    speak("en");
    expect(t("home.number", { number: 87 })).toBe("No. 87");
    expect(document.documentElement.lang).toBe("en");
  });

  it("of a state that is newer than the page are the state itself", () => {
    expect(word("proposalState", "constructor")).toBe("constructor");
    expect(word("proposalState", "admitted")).toBe("Admitted");
  });

  it("a moment is told by the wall clock of deadlines, a day has no clock", () => {
    speak("zh-CN");
    expect(moment("2026-03-02T16:30:00Z")).toContain("3月3日");
    expect(day("2026-03-02")).toBe("2026年3月2日");
  });
});
