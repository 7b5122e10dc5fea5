/** The staff pages' words: loaded with them, so that a member's phone is spared them. */
import type { Leaves } from "@/words";
import { speaking } from "@/words/speaking";
import en from "./en";
import zh, { type DeskWords } from "./zh-CN";

export type Key = Leaves<DeskWords>;
export const { t, word } = speaking<DeskWords>(zh, en);
