import type { PaperWords } from "./zh-CN";

const en: PaperWords = {
  list: {
    title: "Proposals on paper",
    lead: "What members hand in on paper is entered by one clerk with its scan, and filed once another has compared both. It is marked as assisted everywhere; the member is told and may object.",
    enter: "Enter one", file: "paper-proposals.csv", back: "Back to proposals on paper",
    toCheck: "For you to compare ({count})", noToCheck: "Nothing waits for you.", entered: "Entered by you, for somebody else to compare ({count})", refused: "Refused ({count})", over: "Filed or given up ({count})",
    objected: "Objected to by their proposers ({count})", returned: "Returned, may be answered on paper ({count})", refile: "Enter the corrected text", open: "Open", check: "Compare", settle: "Settle",
    away: "Returned proposals and objections cannot be read just now.", by: "entered by {who}",
  },
  column: { title: "Title", member: "Proposer", received: "Received", entered: "Entered by", state: "State" },
  state: { waiting: "to be compared", refused: "refused", filed: "filed", discarded: "given up" },
  form: {
    title: "Enter a proposal from paper", refiling: "Enter a corrected text from paper", correcting: "Correct the entry", read: "Enter what is written, and nothing that is not.", was: "The proposal: {title}",
    kind: "Kind", session: "Session", current: "by when it came in", sessionOf: "term {term}, session {number}", pick: "Please choose",
    member: "First proposer", officer: "The body's officer", unknown: "Nobody of that name; choose from the list", body: "Body", signatory: "Who signed for the body",
    cosigner: "Co-signer", opinion: "Their opinion, as written", addCosigner: "Add a co-signer", dropCosigner: "Leave this one out",
    receivedOn: "Received on (stamp)", receivedTime: "At (optional; needed on a day on which a plenary opens or its window closes)", between: "A blank line between two suggestions.",
    consent: "May it be published?", yes: "Yes", no: "No", refusal: "Why not", units: "Suggested units (optional)", addUnit: "Add a unit", unknownUnit: "No unit of that name; choose from the list", dropUnit: "Leave out {unit}",
    booking: "Fulfils the booking (optional)", noBooking: "No booked topic", research: "Day of the research (optional)",
    scans: "Scan (PDF, OFD, JPEG, PNG, TIFF; several may be chosen)", choose: "Choose the scan", seal: "Page with the seal", chooseSeal: "Choose the page with the seal", more: "Pictures (JPEG, PNG) are shown beside this form; other formats open apart. Other files are added once it is entered.", drop: "Leave out {name}",
    missing: "Still to be filled in: {what}", save: "Enter it, for somebody else to compare", saveAgain: "Save, for somebody else to compare", sending: "Sending…",
    cancel: "Leave it", changed: "Somebody changed this entry meanwhile. What you typed is still here; look at what it is now before you save over it.", now: "The entry as it is now",
  },
  field: {
    member_id: "first proposer", body_id: "body", cosigners: "co-signers and their opinions", received_on: "day of receipt", title: "title", situation: "situation", analysis: "analysis", suggestions: "suggestions",
    consent: "consent to publish", scan: "scan",
  },
  one: {
    own: "You entered this; somebody else compares it.", changed: "It changed while you were looking. This is what it is now; please compare it again.",
    paper: "Paper", entered: "Entered by {who}", noScan: "No scan is attached yet.", apart: "Only JPEG and PNG are shown here. Other formats are downloaded: open them and compare them with the entry.",
    uploading: "Sending “{name}”, {share} so far", unsent: "The entry is saved, and need not be entered again. Still to be sent: {names}. Add them below “Paper”.", sendAgain: "Send them again", open: "Open “{name}”", picture: "The scan “{name}”",
    confirm: "It is the same: file it", confirmRefile: "It is the same: file it again", blind: "Look at every scan before you confirm.", refuse: "It is not: refuse it", reason: "What is different (told to who entered it)", sendRefuse: "Refuse the entry", cancel: "Not now",
    refused: "Refused by {who}: {reason}", correct: "Correct it", correctNote: "What you correct, somebody else compares.", discard: "Give it up", discardReason: "Why it is given up", sendDiscard: "Give up this entry", discarded: "Given up by {who}: {reason}",
    filed: "Compared by {who}, and filed.", see: "Look at the proposal", refiles: "A corrected text of a returned proposal", addScan: "Add a scan", addSeal: "Add the page with the seal", addFile: "Add a file", remove: "Remove {name}",
    noMember: "(none)", dayOnly: "{day} (that day)",
  },
  row: {
    kind: "Kind", member: "First proposer", body: "Body", signatory: "Signed for the body", cosigners: "Co-signers", received: "Received", session: "Session", channel: "Channel", consent: "May be published", refusal: "Why not",
    units: "Suggested units", booking: "Fulfils the booking", research: "Day of the research",
  },
  kind: { individual: "individual", joint: "joint", collective: "collective" },
  channel: { plenary: "plenary", between_sessions: "between sessions" },
  purpose: { paper_scan: "scan", seal_scan: "page with the seal", attachment: "file" },
  objection: {
    title: "The proposer objects", says: "The proposer says: ", own: "Whoever entered or compared it does not settle an objection to it; a colleague does.", outcome: "What comes of it", stands: "The entry stands", corrected: "The text was corrected",
    withdrawn: "It was not theirs: withdraw it", correctFirst: "For “the text was corrected”, edit it at the review desk first.", withdrawnNote: "It cannot be undone, and holds for one that is assigned already, too; its units are told.",
    before: "Only the corrected text came on paper, so the proposal is not withdrawn by this: edit the text, or let its proposer withdraw it.",
    review: "Edit the text at the review desk", explanation: "Explanation (told to the proposer)", send: "Settle it", settled: "Settled: {outcome}. {explanation}", missing: "Choose what comes of it, and explain.", changed: "The proposal changed meanwhile. Look at what it is now, and settle it then.",
  },
  separator: ", ",
};
export default en;
