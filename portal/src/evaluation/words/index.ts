/** Words of what anybody may say of the service. */
import { speaking } from "@/words/speaking";
import zh from "./zh-CN";

export const { t, word } = speaking(zh, () => import("./en"));
