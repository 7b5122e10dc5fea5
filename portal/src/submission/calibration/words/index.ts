/** Words of the calibrations. */
import { speaking } from "@/words/speaking";
import en from "./en";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, en);
