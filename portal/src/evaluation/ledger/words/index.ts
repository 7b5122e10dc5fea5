/** Words of a member's ledger. */
import { speaking } from "@/words/speaking";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, () => import("./en"));
