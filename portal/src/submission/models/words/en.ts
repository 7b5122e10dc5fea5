import type { ModelsWords } from "./zh-CN";

const en: ModelsWords = {
  title: "Model proposals", lead: "Good proposals chosen by the committee, to learn from. Who proposed them is not said.", none: "There are none yet.", noneSo: "None like that.", tag: "Tag", sector: "Sector", all: "All", good: "What is good about it", back: "Back to model proposals", write: "Write a new proposal",
  session: "{session} · number {number}", archived: "of an earlier year", noText: "The text of this earlier one cannot be shown.", noMore: "No longer a model: {reason}", gone: "This proposal is no model.",
  mark: { title: "Make it a model", edit: "Change the note", comment: "What is good about it (told to members)", tags: "Tags (apart by commas; optional)", send: "Make it a model", save: "Save", again: "Make it a model again", cancel: "Leave it", note: "Only an admitted proposal whose proposer consents to publish can be a model.", proposal: "Look at the proposal" },
  unmark: { do: "Take it back", reason: "Why it is no model any more", send: "It is none any more" },
  history: { title: "What was done", marked: "made a model", edited: "note changed", unmarked: "taken back" },
  stale: "Somebody has just changed it; above is what it is now. What you typed is still here.",
  rule: { state: "It has moved on.", "not-admitted": "Only an admitted proposal can be a model.", "no-consent": "Its proposer does not consent to publish it.", "conflict-of-interest": "Nobody chooses their own; a colleague does.", "not-found": "There is no such proposal." },
};
export default en;
