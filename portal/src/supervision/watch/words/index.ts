/** Words of those who watch and are watched over. */
import { speaking } from "@/words/speaking";
import en from "./en";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, en);
