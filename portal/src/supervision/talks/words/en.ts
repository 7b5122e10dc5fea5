import type { TalkWords } from "./zh-CN";

const en: TalkWords = {
  page: {
    title: "Talks about the process", lead: "Members who accept the result and are dissatisfied with how it was handled alone: the committee talks with them, records what came of it, and ends it.",
    words: "Title, unit, member, text", count: "{count}, the longest waiting first", countEnded: "{count}, the newest first",
    none: { called: "Nobody waits for a talk.", talked: "None was held and not ended.", ended: "None has ended yet." }, noneFit: "Nothing fits what is asked for.", titlesAway: "Titles cannot be read at the moment.", export: "Export", more: "Show {count} more",
  },
  list: { called: "Waiting", talked: "Held, not ended", ended: "Ended" },
  column: { title: "Title", unit: "Unit", member: "Member", called: "Called on", comment: "What the member said", talks: "Talks", conclusion: "Conclusion" },
  one: {
    called: "Called for when signing, {at}", waits: "has waited {days} days", result: "The result: {result}", comment: "The member: {comment}", noComment: "The member wrote nothing.", held: "{at}, {form} (recorded by {who})",
    conclusion: "Conclusion: {conclusion}", declined: "The member wants no talk", cycle: "Round {number} of handling",
  },
  result: { satisfied: "satisfied", mostly_satisfied: "mostly satisfied", dissatisfied: "dissatisfied" },
  form: { face_to_face: "face to face", phone: "by phone", site_visit: "on site", meeting: "meeting", video: "by video", written: "in writing" },
  act: { hold: "Record a talk", end: "End it", decline: "The member wants no talk", cancel: "Not now", sending: "Sending…" },
  field: { held: "Day", form: "Form", outcome: "What was said and came of it (the member reads it)", conclusion: "Conclusion (the member reads it)", declined: "What the member said (they read it)" },
  mine: {
    title: "A talk about how it was handled", back: "Back to the notices", lead: "When signing you were dissatisfied with how your proposal was handled; the committee will talk with you.", called: "The committee will be in touch.",
    talked: "The committee has talked with you; it is not over yet.", ended: "The talk is over.", proposal: "The proposal", staff: "To the list of talks", yours: "What you said when signing", unit: "Unit",
  },
};
export default en;
