/** Words come with the pages that need them. */
import { learn } from "@/words";
import zh from "./words.zh-CN";

void learn("writing", zh, () => import("./words.en").then((en) => en.writing));
