/** Words of a consultation, as a member reads its record. */
import { speaking } from "@/words/speaking";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, () => import("./en"));
