/** Words of what goes from one county to another. */
import { speaking } from "@/words/speaking";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, () => import("./en"));
