import type { DossierWords } from "./zh-CN";

const en: DossierWords = {
  dossier: {
    title: "The proposal's dossier", back: "Back", contents: "Contents", print: "Print", reload: "Read again", printed: "Printed {at}. Each part is given by its own service, as it stands there at this moment.",
    none: "There is no such proposal, or it is not for you to see.", withheld: "Empty, or not for you to see, and left out: {parts}.", partial: "{parts} cannot be read just now, so the course may be incomplete.",
    away: "{part} cannot be read just now; all else can. It comes back by itself.", stale: "This is what was read last.", again: "Try now", next: "Whose turn it is", nobody: "Nobody is waited for.",
    proposers: "Proposers", endorsers: "Asked to co-sign", number: "No. {number}",
  },
  part: { course: "Course", submission: "Proposal", consultation: "Handling and talks", replies: "Replies", supervision: "Supervision", signOffs: "Sign-offs", evaluation: "Evaluation", conversion: "Conversion", trail: "Whole record" },
  course: {
    none: "Nothing to list yet.", all: "Show all {count}", filed: "Filed", refiled: "Mended and filed again (version {number})", edited: "Text edited by the staff (version {number})", opened: "Admitted; supervision begins",
    assigned: "Assigned to {unit} ({kind})", met: "{kind}", drafted: "{unit} drafts version {number} of its reply", issued: "{unit} issues its reply {said}", forum: "{kind}: {said}", order: "Supervision letter {said}", activity: "{kind}",
    asked: "Talk with the proposer about the process ({unit})", promise: "Commitment due ({unit}, {kind}): {said}", outcome: "Outcome: {said}", closed: "Supervision ends",
  },
  level: { proposal_committee: "Proposal committee's consultation", chair: "Chair's consultation", standing_committee: "Standing committee's consultation" },
  text: {
    received: "Received {at}", consent: "may be published", noConsent: "not to be published", assisted: "entered from paper", returned: "Returned because", declined: "Declined: {reason}", master: "Merged into another proposal", children: "{count} proposals merged into it",
    cosigned: "co-signed", cosign: "Co-signing: {who} ({answer})", attachments: "Attachments", review: "Reviewers' opinions", returns: "Returned for", open: "Open", edits: "Changes of the text",
  },
  cosign: { open: "not answered", agreed: "agreed", declined: "declined", lapsed: "lapsed", cancelled: "cancelled" },
  handling: {
    talks: "Consultations", noTalks: "None yet.", points: "Opinions and questions of meetings", forums: "Meetings of higher levels", agreed: "{agreed} of {raised} points agreed", confirmed: "Confirmed by {who}", record: "The record", cycle: "Cycle {number}",
    work: "Handling by {unit}", pointState: "{state}, due {at}", answers: "{who}: {text}",
  },
  pointState: { put: "to be answered", answered: "answered, to be confirmed", settled: "settled", closed: "ended" },
  forumState: { convened: "convened", held: "held", called_off: "called off" },
  replies: { none: "No reply yet.", version: "Cycle {cycle}, version {version}", difference: "Difference from the version before", hide: "Hide the difference", letter: "Letter (PDF)", draftedAt: "drafted {at}", issuedAt: "issued {at}" },
  supervision: {
    class: "Class", supervisor: "Supervisor", nobody: "none yet", contacts: "{count} contacts", finding: "Finding: {finding}", deadlines: "Dates of the replies", noDeadlines: "No dates yet.", activities: "Activities", noActivities: "None yet.",
    orders: "Supervision letters", talks: "Talks about the process", met: "answered {at}", paused: "paused", by: "recorded by {who}", open: "The supervision's page",
  },
  deadlineState: { running: "running", met: "answered", missed: "missed", lifted: "lifted", paused: "paused" },
  signOffs: { none: "No proposer has been asked yet.", unproven: "Whether a signature is genuine is checked offline, with the evidence downloaded here; this page proves nothing." },
  evaluation: {
    none: "Not evaluated yet.", score: "{total} of {maximum}", open: "being scored", computed: "computed", given: "{count} scores given", why: "How it came about", appeal: "Appeal: {statement}", upheld: "upheld", dismissed: "not upheld", pending: "to be decided",
    mutual: "Mutual review", mutualOpen: "open until {at}", ofProposal: "Of the proposal {total}", ofHandling: "Of the handling {total}", awards: "Awards", revoked: "revoked: {reason}", records: "What the evaluation rests on: {list}.", record: "{count} × {kind}",
  },
  subject: { proposal_quality: "Quality of the proposal", handling_quality: "Quality of the handling" },
  award: { excellent_proposal: "Excellent proposal", advanced_unit: "Advanced handling unit" },
  record: { proposal: "proposal", handling: "handling", consultation: "consultation", signature: "signature", commitment: "commitment", outcome: "outcome", mark: "mark of publication" },
  conversion: {
    outcomes: "Outcomes", noOutcomes: "None recorded yet.", evidence: "Evidence: {text}", instruction: "A leader's instruction alone: no outcome", verifiedBy: "verified by {who}", rejected: "Rejected: {reason}", publication: "Publication", shown: "What the public reads", followUp: "Follow-up", unmarked: "Not marked yet.",
    decided: "{who}: {mark}", office: "Committee's office", suggestion: "Suggestion {number}",
  },
  outcomeKind: { decision: "decision", development: "development", duty: "duty", consensus: "consensus" },
  outcomeState: { recorded: "to be verified", verified: "verified", rejected: "rejected" },
  mark: { public: "published whole", summary: "summary published", closed: "not published" },
  followup: { watched: "Supervision ended; looked at again in time", recommended: "Recommended for tracking" },
};
export default en;
