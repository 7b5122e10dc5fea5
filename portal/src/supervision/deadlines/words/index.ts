/** Words of the dates that units must keep. */
import { speaking } from "@/words/speaking";
import en from "./en";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, en);
