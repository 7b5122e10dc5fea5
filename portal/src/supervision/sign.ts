/** The words of signing off, which come with the pages that show it. */
import { learn } from "@/words";
import zh from "./sign.zh-CN";

void learn("sign", zh, () => import("./sign.en").then((en) => en.default));
