import type { PublicWords } from "./zh-CN";

const en: PublicWords = {
  list: {
    title: "Published proposals", lead: "Proposals, replies and what became of them, published with the consent of their proposers and by the units and the committee.", words: "Words of the title", year: "Filed in", anyYear: "Any year", search: "Search", none: "Nothing fits.", nothing: "Nothing is published yet.",
    more: "Show 20 more", reading: "Reading…", closed: "This county shows no proposals to the public, or the address is wrong.", data: "Open data", count: "{count} listed", countMore: "{count} listed, and there are more",
    outcomes: "{count} outcomes", kept: "{kept} of {all} commitments kept",
  },
  one: {
    back: "All published proposals", gone: "There is no such proposal, or it is not published.", summary: "Only a summary of this proposal is published: neither its text nor the replies'.", number: "No. {number}", text: "Proposal", situation: "Situation", analysis: "Analysis", suggestions: "Suggestions", noText: "The proposal's text is not published.",
    answers: "Replies", noAnswers: "No reply is published.", issued: "replied {at}", suggestion: "Suggestion {number}", outcomes: "Outcomes", noOutcomes: "No verified outcome yet.", commitments: "Commitments", noCommitments: "None was made.", due: "due {at}", onTime: "in time", late: "kept late",
    masked: "Telephone and identity numbers and mail addresses in the texts are masked.", print: "Print", of: "Of suggestion {number}", replied: "The reply",
  },
  data: {
    title: "Open data", lead: "The same as the published pages, free to use. A spreadsheet opens the CSV.", columns: "What each column says", whole: "Download all (CSV)", json: "JSON", reading: "{pages} pages read…", stop: "Stop", failed: "The download is not complete: {detail}. It can be tried again.", closed: "This county has no open data.",
    back: "Back",
  },
  channel: { plenary: "plenary", between_sessions: "between sessions" },
  class: { solved: "solved", planned: "planned", reference: "for reference", infeasible: "not feasible" },
  adoption: { adopted: "adopted", partly: "partly adopted", planned: "planned", not_adopted: "not adopted" },
  kind: { decision: "decision", development: "development", duty: "duty", consensus: "consensus" },
  state: { open: "open", missed: "missed", claimed: "reported, to be verified", kept: "kept", released: "released" },
  fact: {
    document: "Document", plan_item: "Plan or budget item", project: "Project", indicator: "Indicator", before: "Before", after: "After", money: "Yuan", beneficiaries: "Beneficiaries", duty: "Form of duty", consensus: "Form", reach: "Reach",
  },
};
export default en;
