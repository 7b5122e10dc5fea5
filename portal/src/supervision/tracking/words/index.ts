/** Words of tracking, and of what is closed without a signature. */
import { speaking } from "@/words/speaking";
import en from "./en";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, en);
