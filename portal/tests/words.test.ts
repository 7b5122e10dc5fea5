import { describe, expect, it } from "vitest";
import en from "@/words/en";
import zh from "@/words/zh-CN";
import { day, learn, moment, speak, t, word } from "@/words";
import mineEn from "@/mine/words.en";
import mineZh from "@/mine/words.zh-CN";
import formZh from "@/writing/form.zh-CN";
import ruleZh from "@/writing/rule.zh-CN";
import * as writingEn from "@/writing/words.en";
import writingZh from "@/writing/words.zh-CN";

const ALL = {
  zh: { ...zh, form: formZh, rule: ruleZh, writing: writingZh, mine: mineZh },
  en: { ...en, form: writingEn.form, rule: writingEn.rule, writing: writingEn.writing, mine: mineEn },
};

function leaves(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([name, one]: [string, unknown]) =>
    typeof one === "string" ? [[`${path}${name}`, one] as [string, string]] : leaves(one as object, `${path}${name}.`),
  );
}
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1] ?? "").sort();

describe("both languages", () => {
  it("have the same keys, none of them empty", () => {
    expect(leaves(ALL.en).map(([key]) => key)).toEqual(leaves(ALL.zh).map(([key]) => key));
    expect([...leaves(ALL.zh), ...leaves(ALL.en)].filter(([, text]) => !text.trim())).toEqual([]);
  });

  it("have the same values to fill in", () => {
    const english = new Map(leaves(ALL.en));
    expect(leaves(ALL.zh).filter(([key, text]) => `${holes(text)}` !== `${holes(english.get(key) ?? "")}`)).toEqual([]);
  });

  it("English has no Chinese character but the other language's name", () => {
    expect(leaves(ALL.en).filter(([key, text]) => /[\u4e00-\u9fff]/.test(text) && key !== "app.language")).toEqual([]);
  });
});

describe("words", () => {
  it("are filled in, and follow the language", async () => {
    await speak("zh-CN");
    expect(t("home.number", { number: 87 })).toBe("第 87 号");
    await speak("en");
    expect(t("home.number", { number: 87 })).toBe("No. 87");
    expect(document.documentElement.lang).toBe("en");
  });

  it("of a part come with its pages, Chinese before the English is there", async () => {
    await speak("en");
    const coming = learn("writing", writingZh, () => Promise.resolve(writingEn.writing));
    expect(t("writing.title")).toBe(writingZh.title);
    await coming;
    expect(t("writing.title")).toBe(writingEn.writing.title);
    await speak("zh-CN");
    expect(t("writing.title")).toBe(writingZh.title);
    await speak("en");
  });

  it("of a state that is newer than the page are the state itself", () => {
    expect(word("proposalState", "constructor")).toBe("constructor");
    expect(word("proposalState", "admitted")).toBe("Admitted");
  });

  it("a moment is told by the wall clock of deadlines, a day has no clock", async () => {
    await speak("zh-CN");
    expect(moment("2026-03-02T16:30:00Z")).toContain("3月3日");
    expect(day("2026-03-02")).toBe("2026年3月2日");
  });
});
