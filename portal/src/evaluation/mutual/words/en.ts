import type { MutualWords } from "./zh-CN";

const en: MutualWords = {
  title: "Mutual ratings",
  lead: "After its first reply the unit rates the proposal, and the first proposer how it was handled, each once. Neither sees the other’s before both have given theirs, or the days are over. It is no sign-off of the reply, and nothing follows from it.",
  none: "There is none now. When a first reply is issued, you will be asked.", closedHere: "Your county does not use mutual ratings: nothing is asked of you.", away: "Mutual ratings cannot be read at the moment; the rest is not affected.",
  todo: "For you to rate ({count})", over: "The others", rate: "Rate", look: "Look", until: "Please rate by {due}", kept: "kept on this device, not sent yet", untitled: "(title not known at the moment)",
  task: { proposer: "Please rate how it was handled", unit: "Please rate the proposal" },
  state: { wait: "Waits for you", given: "You have rated", done: "Over", missed: "Over, without your rating", open: "Open" },
  one: {
    back: "Back to mutual ratings", unit: "Unit: {unit}", due: "Open until {due}", proposal: "See the proposal", rateProposal: "Rate the proposal", rateHandling: "Rate how it was handled", sent: "Your rating has arrived and stays as it is.",
    ofProposal: "Of the proposal, by the unit", ofHandling: "Of the handling, by the proposer", total: "{total} of {maximum} points together", of: "out of {maximum}", says: "Comment: {text}", hidden: "Given. It can be read when both have rated, or after {due}.", yet: "Not given yet.", never: "Not given.",
    leader: "It is given by whoever handles the proposal in your unit.",
  },
};
export default en;
