import { learn } from "@/words";
import zh from "./form.zh-CN";

void learn("form", zh, () => import("./words.en").then((en) => en.form));
