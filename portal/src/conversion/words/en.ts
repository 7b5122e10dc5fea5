import type { ConversionWords } from "./zh-CN";

const en: ConversionWords = {
  mine: {
    title: "What became of my proposals", reading: "Reading…", none: "None of your proposals has come this far. Once one is admitted and replied to, what units promise and what was achieved is listed here.", waiting: "{count} wait for your word", nothing: "Nothing waits for your word.",
    open: "See this proposal", followup: "After its close", recommended: "Tracking in the next year is recommended: {why}",
  },
  public: {
    title: "What the public reads", consent: "You agreed to publication when you filed it.", refused: "You did not agree to publication when you filed it: it is not published.", unknown: "Nobody has decided on publication yet.", shown: "The public can read this proposal, its replies and its outcomes.", hidden: "The public cannot read this proposal at present.",
    decisions: "Who decided what", by: "{who}: {mark}", decide: "Decide on publication", mark: "Decision", reason: "Reason", because: "Reason: {reason}", save: "Decide", closing: "Closing needs a reason.", office: "the committee",
  },
  mark: { public: "all of it", summary: "a summary alone", closed: "nothing" },
  promise: { title: "What units promised", none: "Nothing was promised.", suggestion: "Suggestion {number}", due: "by {at}", late: "was late", proof: "The unit says that it is done", refusal: "Last found not to be so", released: "Released: {reason}", kept: "Found kept by {who}", superseded: "A later round's promise counts" },
  promiseState: { open: "under way", claimed: "to be verified", kept: "kept", missed: "broken", released: "released", superseded: "replaced by a new one" },
  outcome: { title: "What was achieved", none: "No outcome is recorded yet.", achieved: "{at}", evidence: "Evidence", rejection: "Not accepted: {reason}", instruction: "A leader's instruction alone is no outcome yet.", verified: "Verified by {who}", topic: "Now a suggested topic: {topic}" },
  outcomeState: { recorded: "to be verified", verified: "verified", rejected: "not accepted" },
  kind: { decision: "became a decision", development: "became development", duty: "became a duty's topic", consensus: "became consensus" },
  verifier: { proposer: "the proposer", committee: "the committee" },
  judge: {
    yes: "It is so, it is done", no: "It is not so", outcomeYes: "It is so, accept it", outcomeNo: "Do not accept it", why: "What is not so (the unit is told)", send: "Send", cancel: "Not now", sending: "Sending…", kept: "What you wrote is kept; send it again, nothing is done twice.", release: "Release this promise",
    releaseWhy: "Reason for the release (kept, and told to the proposer)",
  },
  facts: {
    document: "Document and its number", plan_item: "Plan that it entered", project: "Project", indicator: "Indicator", before: "Before", after: "After", money: "Money (yuan)", beneficiaries: "Beneficiaries", duty: "Form of the duty", consensus: "Form", reach: "People reached",
  },
  duty: { consultation: "consultation", research: "research", inspection: "inspection", democratic_supervision: "democratic supervision", public_opinion_note: "note on public opinion", follow_up_proposal: "follow-up proposal" },
  consensus: { report: "report", lecture: "lecture", case: "model case" },
  record: {
    title: "Record an outcome", suggestion: "Of which suggestion", kind: "Kind", name: "What was achieved", evidence: "Evidence (documents, figures, what was seen)", achieved: "Day", instruction: "There is a leader's instruction alone so far", facts: "What can be looked up (optional)", save: "Record", saving: "Recording…", four: "It counts once somebody else has verified it.", choose: "Choose",
  },
  desk: {
    title: "Conversion", whole: "All proposals", reload: "Refresh", waiting: "To be verified", claims: "Promises that units say are kept", outcomes: "Recorded outcomes to be accepted", noWaiting: "Nothing waits to be verified.", missed: "broken promises", soon: "due within {days} days", recommended: "recommended for tracking", none: "No proposal fits.", words: "Find a title or number",
    filter: "Only", all: "All", count: "{count} proposals", promises: "promises {kept} of {all}", outcomesOf: "{count} outcomes", closed: "closed {at}", running: "under way", export: "Export the table", number: "No. {number}", unnumbered: "no number", unit: "Unit", back: "Back to conversion", away: "{part} cannot be read just now; the rest is not affected.",
  },
  book: {
    title: "Compilation", why: "One book of a session's published proposals with their replies and outcomes.", session: "Session", sessionOf: "term {term}, session {number}", format: "Format", ask: "Begin", asking: "Sending…", none: "None has been made.", state: "{state}, {done} of {steps}", entries: "{count} in it", withdrawn: "{count} were published no more meanwhile", take: "Download", cancel: "Cancel",
    again: "It was not made: {why}", leave: "It is made in the background; you can leave this page.",
  },
  bookState: { waiting: "waiting", running: "in the making", done: "ready", refused: "cannot be made", failed: "failed", cancelled: "cancelled" },
};
export default en;
