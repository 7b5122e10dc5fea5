import type { OwnWords } from "./zh-CN";

const en: OwnWords = {
  contact: {
    title: "How I am told", lead: "Notices in the platform are always there; here you choose what else tells you.", onFile: "Contacts on file", none: "No contact is on file. Ask the proposal committee.", confirmed: "confirmed", waiting: "waits to be confirmed, not used yet", unreadable: "cannot be read; ask the committee to enter it anew", which: "Tell me by", notOnFile: "not on file", quiet: "Quiet hours", from: "From", until: "Until", hour: "{hour}:00", quietLead: "What can wait is sent afterwards; what is urgent is sent all the same.", noQuiet: "The same hour twice: no quiet hours.",
    save: "Save", saving: "Saving …", saved: "Saved.", county: "As the county has it", own: "This is your own choice.", byCounty: "As the county has it.", changed: "To change a contact ask the committee: one of the staff enters it, another confirms it, and the old one is told.",
  },
  channel: { mobile: "Text message", mail: "Mail", wecom: "WeCom" },
  ledger: {
    title: "My ledger", lead: "Points by the county's rules, each with the proposal it comes from; only you and who runs the assessment see them.", none: "No line yet.", year: "{year}", total: "Total", lines: "Line by line", points: "{points} points", counted: "counts {points}", takenBack: "taken back", proposal: "The proposal", capped: "What is beyond the year's cap does not count",
  },
  kind: { filed: "Filed", cosigned: "Co-signed", admitted: "Admitted", key: "Key proposal", excellent: "Excellent proposal" },
  outcomes: {
    title: "What came of my proposals", lead: "Promises and outcomes of the proposals that you made or co-signed.", none: "No proposal has come so far.", nothing: "No promise and no outcome yet.", commitments: "Promises", outcomes: "Outcomes", due: "by {on}", suggestion: "Suggestion {number}", evidence: "Evidence: {text}", on: "{on}", proof: "Proof: {text}", waits: "The unit says that it is kept: say so on the proposal's page", recommended: "Tracking is recommended: {why}", public: "Public", notPublic: "Not public", whole: "The proposal", instruction: "A leader's instruction alone, no outcome yet",
  },
  promise: { open: "Open", missed: "Missed", claimed: "To be verified", kept: "Kept", released: "Released", superseded: "Replaced by a new promise" },
  outcome: { recorded: "To be verified", verified: "Verified", rejected: "Rejected" },
  outcomeKind: { decision: "Decision", development: "Development", duty: "New duty", consensus: "Consensus" },
  mark: { public: "Whole text public", summary: "Summary public", closed: "Not public" },
  rating: { satisfied: "Satisfied", mostly_satisfied: "Mostly satisfied", dissatisfied: "Dissatisfied" },
  more: { outcomes: "What came of my proposals", ledger: "My ledger", contact: "How I am told" },
  membersOnly: "This is for members.",
};
export default en;
