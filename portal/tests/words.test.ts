import { describe, expect, it } from "vitest";
import { day, learn, moment, speak, t, word } from "@/words";
import mineEn from "@/mine/words.en";
import mineZh from "@/mine/words.zh-CN";
import signEn from "@/supervision/sign.en";
import signZh from "@/supervision/sign.zh-CN";
import * as deviceEn from "@/supervision/words.en";
import * as deviceZh from "@/supervision/words.zh-CN";
import formZh from "@/writing/form.zh-CN";
import ruleZh from "@/writing/rule.zh-CN";
import * as writingEn from "@/writing/words.en";
import writingZh from "@/writing/words.zh-CN";

/** Of every folder of words: `words/zh-CN.ts` with `words/en.ts` beside it. */
const folders = import.meta.glob<{ default: object }>("../src/**/words/{zh-CN,en}.ts", { eager: true });
const inFolders = (language: "zh-CN" | "en"): Record<string, object> =>
  Object.fromEntries(
    Object.entries(folders)
      .filter(([path]) => path.endsWith(`/${language}.ts`))
      .map(([path, words]) => [path.slice("../src/".length, path.lastIndexOf("/")), words.default] as const)
      .sort(([a], [b]) => a.localeCompare(b)),
  );
const ALL = {
  zh: { ...inFolders("zh-CN"), form: formZh, rule: ruleZh, writing: writingZh, mine: mineZh, sign: signZh, keys: deviceZh.keys, enrolment: deviceZh.enrolment },
  en: { ...inFolders("en"), form: writingEn.form, rule: writingEn.rule, writing: writingEn.writing, mine: mineEn, sign: signEn, keys: deviceEn.keys, enrolment: deviceEn.enrolment },
};

/** What a service names itself, in one of the languages: the other one's words for it are a table of one side. */
const ONE_SIDED = ["evaluation/boards/words.said.", "settings/policies/words.field.", "settings/policies/words.special.", "dossier/trail/words.type."];
/** The other language's name, and the heads of columns as a list has to have them. */
const CHINESE_THERE_TOO = ["words.app.language", "settings/directory/words.bring.columns."];
const ofOurs = (key: string): boolean => !ONE_SIDED.some((one) => key.startsWith(one));

function leaves(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([name, one]: [string, unknown]) =>
    typeof one === "string" ? [[`${path}${name}`, one] as [string, string]] : leaves(one as object, `${path}${name}.`),
  );
}
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1] ?? "").sort();

describe("both languages", () => {
  it("are looked at wherever there are words", () => {
    expect(Object.keys(ALL.zh)).toEqual(Object.keys(ALL.en));
    expect(Object.keys(ALL.zh).length).toBeGreaterThan(12);
  });

  it("have the same keys, none of them empty", () => {
    expect(leaves(ALL.en).map(([key]) => key).filter(ofOurs)).toEqual(leaves(ALL.zh).map(([key]) => key).filter(ofOurs));
    expect([...leaves(ALL.zh), ...leaves(ALL.en)].filter(([, text]) => !text.trim())).toEqual([]);
  });

  it("have the same values to fill in", () => {
    const english = new Map(leaves(ALL.en));
    expect(leaves(ALL.zh).filter(([key, text]) => ofOurs(key) && `${holes(text)}` !== `${holes(english.get(key) ?? "")}`)).toEqual([]);
  });

  it("English has no Chinese character but where Chinese is meant", () => {
    expect(leaves(ALL.en).filter(([key, text]) => /[\u4e00-\u9fff]/.test(text) && !CHINESE_THERE_TOO.some((one) => key.startsWith(one)))).toEqual([]);
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
