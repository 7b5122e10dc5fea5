import type { ExchangeWords } from "./zh-CN";

const en: ExchangeWords = {
  page: { title: "Exchange with the supervision system", lead: "What goes out has the county's next number and is kept for good; what comes in is known by source and number, and what comes twice is done once.", day: "Day" },
  day: {
    title: "Reconciliation of {on}", sent: "{count} sent", waiting: "{count} of them have not arrived yet", received: "{count} received", none: "The other side has not reported this day: nothing to compare with.", same: "The other side reports the same.", different: "{count} differences.",
    side: "reported by {source}, {at}", missing_there: "Not there", unknown_there: "Never sent from here", missing_here: "Not come here", unreported: "Not listed there", resend: "Send this day once more", resent: "{count} sent once more, under their own numbers.", sending: "Sending …",
  },
  sent: { title: "Sent", none: "Nothing was sent on this day.", waits: "waiting to be sent", number: "no. {number}", proposal: "This proposal" },
  type: {
    OrderIssued: "Order issued", UrgeIssued: "Urge", UrgeAnswered: "Answer to an urge", DeadlineMissed: "Date missed", ReplyIssued: "Reply issued", SignOffGiven: "A member's signature", SignOffCompleted: "Signatures complete", Acknowledged: "Acknowledgement", Rejected: "Rejection", DayCompared: "Reconciliation",
    DirectiveGiven: "A leader's instruction", InspectionAnnounced: "Inspection announced", AssessmentPublished: "Result of an assessment", DayReported: "The other side's list of a day",
  },
  received: { title: "Received", none: "Nothing came on this day." },
  held: {
    title: "Held back", lead: "What overtook another, cannot be read or failed is held here; the rest goes on.", none: "Nothing is held.", at: "held {at}, {bytes} bytes", from: "from {source}, no. {sequence}", unknown: "of unknown source", decided: "Decided: {decision} ({who}); it takes effect within seconds", why: "Why", retry: "Take it in once more", give_up: "Put it away", skip: "Go on without the missing one", sending: "Sending …",
  },
  reason: { gap: "the one before is missing", malformed: "cannot be read", poison: "failed" },
  status: { received: "taken in", rejected: "rejected" },
};
export default en;
