/** Words of a reply, as whoever may read it sees it. */
import { speaking } from "@/words/speaking";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, () => import("./en"));
