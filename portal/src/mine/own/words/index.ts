/** Words of what is a member's own: channels, ledger, what came of their proposals. */
import { speaking } from "@/words/speaking";
import en from "./en";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, en);
