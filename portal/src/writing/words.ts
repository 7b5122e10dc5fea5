/** The words of writing, filing and booking, which come with those pages. */
import { learn } from "@/words";
import zh from "./words.zh-CN";

void learn("writing", zh, () => import("./words.en"));
