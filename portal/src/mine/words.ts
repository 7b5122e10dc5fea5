/** The words of what a member does with a filed proposal, and of booking, which come with those pages. */
import { learn } from "@/words";
import zh from "./words.zh-CN";

void learn("mine", zh, () => import("./words.en").then((en) => en.default));
