/** Words of the search in the header. */
import { speaking } from "@/words/speaking";

const zh = {
  find: {
    label: "查找提案：案号、案由、单位、委员", hint: "案号、案由、单位、委员（按 / 键）", reading: "正在查找……", none: "没有找到。", more: "还有更多，请再输几个字。", partial: "部分内容暂时查不到，结果可能不全。", failed: "查找暂时不能用，输入的内容还在。",
    again: "再试一次", results: "查到的提案", number: "第 {number} 号", past: "往年提案", unit: "承办或提案者：{name}", count: "查到 {count} 件",
  },
};
const en: typeof zh = {
  find: {
    label: "Find a proposal: number, title, unit, member", hint: "Number, title, unit, member (press /)", reading: "Searching…", none: "Nothing found.", more: "There are more: type some more letters.", partial: "Not everything could be searched; there may be more.", failed: "The search cannot be used just now; what you typed is still there.",
    again: "Try again", results: "Proposals found", number: "No. {number}", past: "earlier year", unit: "Unit or proposer: {name}", count: "{count} found",
  },
};
export const { t } = speaking(zh, en);
