import type { ReplyWords } from "./zh-CN";

const en: ReplyWords = {
  number: "Number",
  signatory: "Signatory",
  contact: "Contact",
  suggestion: "Suggestion {number}",
  commitment: "Committed by {due}: {promise}",
  letter: "Download the letter (Word)",
  adoption: { adopted: "Adopted", partly: "Partly adopted", planned: "Planned", not_adopted: "Not adopted" },
  class: { solved: "Solved", planned: "Planned", reference: "For reference", infeasible: "Not feasible now" },
  text: "Text of the reply",
};
export default en;
