import type { OpinionWords } from "./zh-CN";

const en: OpinionWords = {
  form: {
    title: "What you think of the work on proposals", none: "The link is not whole. Scan the code again, or ask for the link.", gone: "There is no such form; the link may be misspelt.",
    closed: "The form is closed and takes no more opinions. What was written can still be followed by its receipt.", opinion: "Your opinion",
    hint: "No name and no contact are needed. One thing at a time, so that each can be dealt with.", left: "{count} characters left", send: "Send", sending: "Sending…", sent: "Your opinion has arrived.",
    receipt: "Your receipt", keep: "Write this receipt down or take a photo of it. With it you see what became of your opinion, and only with it can it be closed. We do not keep it; a lost one cannot be given again.",
    copy: "Copy the receipt", copied: "Copied", another: "Write another",
  },
  rate: {
    ask: "Are you satisfied with what came of it?", opinion: "Anything else (optional)", hint: "No name and no contact are needed.", send: "Send", sent: "Your rating “{rating}” has arrived. Thank you.",
    counts: "It counts in the beneficiaries' approval, apart from the members' signatures; nobody can change it any more.", closed: "The form is closed and takes no more ratings.",
  },
  follow: {
    title: "Follow by receipt", receipt: "Receipt (24 characters)", look: "Look", unknown: "Not found. Check the receipt; capital letters make no difference.", owner: "Owner", due: "By",
    overdue: "overdue", proof: "What was done", verify: "It has been settled", ask: "Only you can say so. It is closed then; do not say so where it is not settled.", yours: "What you wrote",
  },
  rating: { satisfied: "Satisfied", mostly_satisfied: "Mostly satisfied", dissatisfied: "Dissatisfied" },
  state: { raised: "arrived, to be assigned", assigned: "being dealt with", resolved: "said to be done: please confirm", verified: "confirmed by you" },
};
export default en;
