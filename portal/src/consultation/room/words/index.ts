/** Words of whatever stands beside a meeting: the code, who came, its files. */
import { speaking } from "@/words/speaking";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, () => import("./en"));
