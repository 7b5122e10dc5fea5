/** The words of signing keys, which come with their pages. */
import { learn } from "@/words";
import { enrolment, keys } from "./words.zh-CN";

void learn("keys", keys, () => import("./words.en").then((en) => en.keys));
void learn("enrolment", enrolment, () => import("./words.en").then((en) => en.enrolment));
