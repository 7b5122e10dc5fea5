import type { WritingWords } from "./words.zh-CN";
const en: WritingWords = { title: "Write a proposal" };
export default en;
