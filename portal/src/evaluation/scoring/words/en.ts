import type { ScoringWords } from "./zh-CN";

const en: ScoringWords = {
  list: {
    title: "Reading proposals", toDo: "{count} to read", done: "{count} done", none: "Nothing is to be read by you.", read: "Read", open: "Look", closed: "over", given: "done", kept: "kept on this device",
    untitled: "(title not known at the moment)", hint: "The proposals are on this device and can be read without a network; your points are sent once, when it is back.", blind: "Proposers are not shown.",
  },
  sheet: {
    back: "Back to the list", situation: "Situation", analysis: "Analysis", suggestions: "Suggestions", away: "The text cannot be read at the moment.", score: "Score sheet", of: "out of {maximum}", levels: "What the points mean",
    from: "{points} and more", total: "{total} of {maximum} points together", comment: "Comment (may be left out)", send: "Send the points", sending: "Sending…", lacks: "Not given yet: {what}",
    beyond: "{what} must be from 0 to {maximum}", given: "Your points are given and stay as they are.", offline: "There is no network. Your points are on this device and are sent once, when it is back.",
    refused: "The points were not taken: {why}", once: "Points that are sent cannot be changed.", closed: "The reading of this proposal is over.", stepBack: "Step back", reason: "Why", gave: "Step back",
    cancel: "Not now", stepped: "You have stepped back; somebody else reads it.",
  },
  site: {
    title: "Scoring on site", hint: "The sheets are on this device and can be filled in without a network; your points are sent once, when it is back.", none: "Nothing is to be scored by you.", toDo: "{count} to score", score: "Score", number: "No. {number}", own: "The unit's own word", ownNone: "The unit has not assessed itself.",
    ownPoints: "The unit gives itself {points}", evidence: "Evidence", closed: "Its score is computed; it takes no more points.",
  },
};
export default en;
