/** Words of the county's rules. */
import { speaking } from "@/words/speaking";
import en from "./en";
import zh, { type PolicyWords } from "./zh-CN";

export const { t, word } = speaking<PolicyWords>(zh, en);
