import type { PolicyWords } from "./zh-CN";

/** Fields are called by their own names in English. */
const en: PolicyWords = {
  list: { title: "The county's rules", lead: "The county's administrator changes a rule from a moment on, never backwards. What was never changed is as shipped.", away: "The rules of {service} cannot be read now; the rest is not affected.", changed: "changed {count} times", shipped: "as shipped", coming: "a change is to come", find: "Find a rule" },
  service: { submission: "Filing and review", consultation: "Assignment and consultation", supervision: "Supervision and signing", evaluation: "Evaluation", conversion: "Conversion", notification: "Notices" },
  page: {
    back: "Back to the rules", inForce: "Version {version} is in force", shippedNow: "As shipped", differs: "{count} differ from what was shipped", none: "As shipped.", default: "shipped: {value}", restore: "As shipped again", yes: "yes", no: "no", empty: "(empty)", edit: "Change", readOnly: "Only the county's administrator changes it.", kind: { lines: "one a line", numbers: "with commas between", json: "as JSON" },
    wrong: "“{field}” is not well written.", when: "From when", now: "At once", later: "From a moment on", from: "From (Beijing time)", changes: "{count} will change", noChange: "Nothing is changed.", save: "Change it", sending: "Sending …", cancel: "Leave it", change: "{field}: {before} → {after}", saved: "Changed, from {when}.", savedNow: "now",
    history: "Who changed it when", noHistory: "Never changed.", by: "Version {version}, {who}, from {at}", coming: "(to come)", current: "(in force)", stale: "Somebody else has just changed this rule; what is in force was read. What you typed is kept: look it over and send it again.", comingNote: "A change applies from {at}; this one starts from {base}.", base: { now: "what is in force", coming: "what is to come" }, take: "Start from what is to come", missing: "No such rule.", kept: "What is not sent is kept in this tab.",
  },
  policy: {
    archive: "Archive of earlier years", attachments: "Attachments", booking: "Bookings", "call-reminders": "Reminders of calls", draft: "Drafts", "edit-lock": "Edit lock", filing: "Filing", models: "Model proposals", paper: "Paper proposals", "pre-check": "Pre-check", review: "Review", search: "Search", similar: "Similar proposals", "topic-offers": "Offers of topics", "topic-suggestions": "Suggested topics",
    assignment: "Assignment and return", calendar: "Working days", "candidate-units": "Suggested units", "consultation-documents": "Documents of consultations", "consultation-gates": "Gates", "consultation-sign-in": "Sign-in at consultations", forum: "Meetings", "forum-documents": "Documents of meetings", letter: "Wording of letters", point: "Answers to opinions", reply: "Replies", selection: "Topics of the chair's meeting",
    allocation: "Allocation to leaders", certificate: "Certificates", deadline: "Deadlines", figures: "Shares of supervision", leaders: "Leaders", nominee: "Scoring of nominees", order: "Orders", oversight: "Default supervisor", passkey: "Signing devices", risk: "Risk", "sign-off": "Sign-off", "sign-off-scans": "Scans of paper forms",
    assessment: "Scoring", board: "Boards", excellent: "Places of excellent proposals", ledger: "Ledger", mutual_review: "Mutual reviews", opinion_form: "Opinion forms", report: "Yearly report", commitment: "Commitments", compilation: "Compilation", "follow-up": "Follow-up", public: "Publication", contact: "Channels and quiet hours", delivery: "Delivery", "phone-code": "Codes by phone", wording: "Wording of notices",
  },
  field: {},
  special: {},
  separator: ", ",
};
export default en;
