/** The staff pages' words: loaded with them, so that a member's phone is spared them. */
import { speaking, type Leaves } from "@/words";
import en from "./en";
import zh, { type DeskWords } from "./zh-CN";

export type Key = Leaves<DeskWords>;
export const { t, word } = speaking<DeskWords>(zh, en);
