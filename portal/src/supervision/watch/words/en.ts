import type { WatchWords } from "./zh-CN";

const en: WatchWords = {
  watch: {
    title: "Supervision desk", mine: "Only mine", all: "All", class: "Class", anyClass: "Any", count: "{count}, the riskiest first", none: "No proposal is watched.",
    noneMine: "You watch over no proposal.", nobody: "no supervisor yet", lastContact: "Last contact", never: "none yet", next: "Next date", followUps: "{count} to be followed up",
    open: "Open", export: "Export", words: "Title, number, supervisor", waiting: "Waiting for you", answered: "Answered by the unit: please look", toOrder: "{count} orders to sign",
  },
  county: {
    title: "Supervision in the county", coverage: "Covered", watched: "General ones watched", key: "Key share", high: "high risk", overdue: "overdue", silent: "silent", by: "By supervisor",
    who: "Supervisor", proposals: "Proposals", of: "{part} of {whole}",
  },
  class: { key: "key", general: "general", tracked: "tracked" },
  stage: { unassigned: "to be assigned", handling: "being handled", rehandling: "handled again", awaiting_sign_off: "to be signed off", tracked: "tracked" },
  risk: { high: "high risk", medium: "medium risk", low: "low risk", why: "why", points: "{points} points" },
  next: { due: "reply due", activity: "next activity", follow_up: "follow-up due", inspection: "inspection" },
  file: {
    back: "Back to the desk", supervisor: "Supervisor", contacts: "{count} contacts", opened: "Watched since", whole: "The proposal's whole course", closed: "The supervision has ended.",
    deadlines: "The units' dates", noDeadlines: "No unit handles it yet.", activities: "Activities", noActivities: "None yet.", record: "Record an activity",
    urge: "Urge", urgeText: "What is urged", urgeUnit: "Which unit", send: "Send", appoint: "Appoint a supervisor", appointed: "Supervisor's name", set: "Appoint", away: "{part} cannot be read at the moment; all else can.",
  },
  activity: {
    kind: "Kind", held: "Day", findings: "What was found and asked for", members: "Members", units: "Units", others: "Others (one a line)", next: "Next activity (may be left out)",
    asks: "What units are asked to do", what: "What", due: "By", unit: "Unit", add: "Add one", drop: "Remove no. {number}", save: "Record", sending: "Sending…", cancel: "Not now", by: "recorded by {who}",
    participants: "With {who}",
  },
  kind: { site_visit: "visit", symposium: "symposium", call: "call", instruction: "leader's instruction", urge: "urge", letter: "letter" },
  asked: {
    title: "Urges and follow-ups", none: "Nothing is asked of anybody.", urge: "Urge", from: "sent {at}", answer: "Answer", reply: "Answer this one", text: "What you answer", send: "Send the answer",
    close: "Verify and close", finding: "What was found", due: "by {at}", overdue: "overdue", late: "answered late", waiting: "Waits for the unit", verified: "Verified: {finding}", who: "asked by {who}",
  },
  askedState: { open: "to be answered", answered: "answered", closed: "closed", lapsed: "lapsed" },
};
export default en;
