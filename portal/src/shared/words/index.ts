/** Words of a proposal's way: its stages, who is to do what next, and how replies are said. */
import { speaking } from "@/words/speaking";
import en from "./en";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, en);
