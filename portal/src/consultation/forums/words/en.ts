import type { ForumWords } from "./zh-CN";

const en: ForumWords = {
  list: { title: "Meetings", lead: "Consultation by the proposal committee, the chair's meeting and the standing committee: meetings, who came, and the opinions and questions put there.", none: "No meeting concerns you.", points: "Opinions and questions", noPoints: "No opinion or question concerns you.", all: "All", open: "Open", overdue: "Overdue", export: "Export the list", file: "opinions-and-questions.csv", convene: "Convene a meeting", more: "Show {count} more" },
  level: { proposal_committee: "Proposal committee", chair: "Chair's meeting", standing_committee: "Standing committee" },
  state: { convened: "convened", held: "held", called_off: "called off" },
  form: { face_to_face: "face to face", site_visit: "site visit", meeting: "meeting", video: "video", phone: "phone", written: "in writing" },
  kind: { opinion: "opinion", question: "question" },
  pointState: { put: "to be answered", answered: "to be judged", settled: "settled", closed: "closed" },
  adoption: { adopted: "adopted", partly: "partly adopted", planned: "planned", not_adopted: "not adopted" },
  column: { kind: "Kind", unit: "Unit", text: "Text", due: "Due", state: "State", member: "Asked by" },
  one: {
    sign: "Sign in to the meeting", signed: "You signed in {at}.", come: "I am here: sign in",
    at: "Time", place: "Place", convener: "Convener", form: "Form", proposals: "Proposals", units: "Units", members: "Members", beneficiaries: "Beneficiaries", minutes: "Minutes", agreed: "Agreed", open: "Left open", reason: "Why it was called off",
    back: "All meetings", points: "Opinions and questions", noPoints: "None yet.", due: "answer by {at}", overdue: "overdue ({at})", who: "{unit}", hidden: "Proposal {number}",
  },
  ask: { title: "Ask a unit", unit: "Which unit", choose: "Choose", proposal: "About which proposal (optional)", member: "Which member asks", text: "Question", send: "Ask", write: "Write down a member's question", sending: "Sending…", cancel: "Not now", lead: "The unit answers within the working days that are set; whether it is answered, only the member who asked decides." },
  deliver: { title: "Deliver an opinion", lead: "Each opinion goes to one unit, which must answer it.", text: "Opinion", proposal: "About which proposal", send: "Deliver" },
  came: { title: "Enter who came", who: "Who came", unit: "somebody of a unit", member: "a member", other: "a beneficiary or another", of: "Which unit", which: "Which member", name: "Name", send: "Enter as present" },
  hold: { title: "Record the meeting", minutes: "Minutes", agreed: "Agreed (one a line)", open: "Left open (one a line)", send: "Record it as held", lacks: "Missing: {what}", lack: { early: "the meeting's time has not come", unit: "nobody of a unit came", member: "no member came", beneficiary: "no beneficiary came" } },
  off: { title: "Call it off", reason: "Why it is called off", send: "Call it off" },
  convene: { selection: "On which selection", noSelection: "No selection has been decided.", title: "Name of the meeting", convener: "Convener", form: "Form", at: "Time", place: "Place", proposals: "Proposals", units: "Units", members: "Members", beneficiaries: "Beneficiaries (one a line)", find: "Find", send: "Convene and invite", chosen: "{count} chosen", year: "{year}, {level}" },
  point: {
    opinion: "An opinion of a meeting", question: "A member's question", unit: "Unit", by: "Asked by", answers: "Answers", none: "The unit has not answered yet.", pressed: "Pressed: {text}", closed: "Closed: {reason}", settled: "The answer was accepted.", waits: "Answered; to be judged.",
    settle: "It is answered", press: "Not answered: press", close: "Close", reason: "Why", sending: "Sending…", cancel: "Not now", send: { settle: "Accept the answer", press: "Send", close: "Close it" }, meeting: "Open the meeting", lead: { settle: "That cannot be taken back.", press: "The unit is told, and answers anew within the working days that are set.", close: "Closing never counts as answered; the reason stays." },
  },
  refused: {
    "point-state": "It has changed; that is not possible now.", "question-level": "Questions are raised in the standing committee only.", "unit-not-invited": "This unit does not report to this meeting.", "not-talked-over": "The meeting was not about this proposal.", "not-admitted": "The proposal is not admitted, or was withdrawn.", "member-needed": "Say which member asks.",
    "forum-at": "The time is wrong: convened for a time to come, recorded after it began.", invitations: "At least one proposal, one unit and one member; at the chair's meeting a beneficiary, too.", attendance: "Enter who came first: a unit, a member, at the chair's meeting a beneficiary.", form: "Meetings of this level are not held in this form.", "not-selected": "A proposal is not in the selection.", "selection-state": "The selection is not decided, or was reported on.", "selection-unknown": "There is no such selection.", "member-unknown": "A member is not in the directory.", "unit-ended": "A unit has ended.", "minutes-scan": "Minutes are scanned once the meeting was held.",
  },
};
export default en;
