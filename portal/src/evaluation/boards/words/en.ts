import said from "./said.en";
import type { BoardWords } from "./zh-CN";

const en: BoardWords = {
  board: {
    "six-problems": "Six problems", "five-gains": "Five gains", which: "Board", title: "Boards", lead: "Figures of this moment, not of the year's end. Every figure opens down to the proposals.", at: "As of {at}", again: "Reload", take: "Download (xlsx)", taking: "Being prepared…",
    counties: "Counties side by side", reports: "Yearly reports", empty: "There are no proposals here yet, and nothing can be computed; no figure is not zero.",
  },
  filter: {
    title: "Of", session: "Session", sessionName: "Session {number} of term {term}", anySession: "All sessions", year: "Year filed", yearName: "{year}", anyYear: "All years", unit: "Unit", anyUnit: "All units",
    category: "Category", anyCategory: "All categories", month: "filed in {month}", without: "only {what}", clear: "Clear all", drop: "Drop “{what}”", away: "{part} cannot be read at the moment, so that nothing can be picked by it; the rest is not affected.", all: "all proposals",
  },
  without: { year: "of no known year", session: "of no known session", month: "of no known month", category: "not admitted, so without a category" },
  figure: {
    nothing: "There are no {whole}: nothing to compute", none: "nothing to compute", before: "Year before: {value} ({sums})", beforeNone: "Year before: nothing to compute", open: "The proposals behind it", parts: "parts", formulas: "How each is computed",
  },
  by: { year: "by year", session: "by session", month: "by month", unit: "by unit", category: "by category" },
  groups: {
    title: "Over time and side by side", by: "Groups", which: "Figures", headlines: "The main figures", chart: "Over time", picks: "Which are drawn", table: "View as table", hide: "Hide the table", none: "There are no proposals here to be grouped.", several: "A proposal that several units handle counts for each of them.",
    filed: "Grouped by when proposals were filed; each figure is as it is by now.", group: "Group", summary: "{name}: {from} in {first}, {to} in {last}.", summaryOne: "{name}: {to} in {last}.", summaryNone: "{name}: no figure.", drawing: "Being drawn…",
    noChart: "It cannot be drawn at the moment; the table below says the same.",
  },
  behind: {
    back: "Back to the board", rows: "{count} in all, {counted} counted", any: "all", counted: "counted", others: "not counted", which: "Show", title: "Title", number: "Number", counts: "Counted", part: "Adds", whole: "Of", yes: "counted", no: "not counted",
    untitled: "(not admitted: no title here)", file: "behind.csv", none: "There are no proposals behind this figure.", noFigure: "There is no such figure.", hint: "A title leads to what is recorded of the proposal, and which events told of it.",
  },
  record: {
    back: "Back", title: "What is recorded of a proposal", untitled: "(no title recorded yet)", whole: "The whole course of this proposal", lead: "The boards' figures are computed from these records; each was written from the events named.", events: "From {count} events", none: "(none)", yes: "yes", no: "no",
  },
  kind: { proposal: "Proposal", handling: "Handling", consultation: "Consultation", signature: "Signature", commitment: "Commitment", outcome: "Outcome", mark: "Mark for the public" },
  field: {
    proposal_id: "Proposal's id", channel: "Channel", session_id: "Session", filed_on: "Filed", research_date: "Research", review: "Review", proposers: "Proposers", suggestions: "Suggestions", repeats: "Repeats", title: "Title", case_number: "Case number", category: "Topic group",
    publish_consent: "May be published", supervision_class: "Class", supervisor: "Supervisor", last_contact: "Last contact", closed_at: "Closed", closed_unsigned: "Closed unsigned", assignment_id: "Assignment's id", cycle: "Round of handling", unit_id: "Unit", role: "Role",
    issued_on: "Assigned", replied_on: "Replied", answers: "Answers", promised: "Commitments", started_on: "Time runs from", due: "Due", lifted: "Given to another", paused: "Paused", consultation_id: "Consultation's id", phase: "Phase", form: "Form", held_on: "Held",
    requested_by: "Asked for by", points_raised: "Points raised", points_agreed: "Points agreed", beneficiaries: "Beneficiaries present", held: "Confirmed", commitment_id: "Commitment's id", status: "State", on_time: "On time", outcome_id: "Outcome's id", kind: "Kind", achieved_on: "Reached",
    instruction_only: "Instruction alone", member_id: "Member", result: "Of the result", process: "Of the process", decided_by: "Marked by", mark: "Mark", asked_on: "Asked", signed_on: "Signed",
  },
  value: {
    plenary: "plenary", between_sessions: "between sessions", filed: "to review", admitted: "admitted", declined: "declined", merged: "merged", withdrawn: "withdrawn", key: "key", general: "general", tracked: "tracked", sole: "sole", lead: "lead", helper: "helper", split: "split",
    before: "before", during: "during", after: "after", face_to_face: "face to face", site_visit: "site visit", meeting: "meeting", video: "video", phone: "phone", written: "written", open: "open", claimed: "to be verified", kept: "kept", missed: "missed", released: "released",
    recorded: "recorded", verified: "verified", rejected: "rejected", decision: "decision", development: "development", duty: "further duty", consensus: "consensus", satisfied: "satisfied", mostly_satisfied: "mostly satisfied", dissatisfied: "dissatisfied",
    public: "public", summary: "summary", closed: "closed", adopted: "adopted", partly: "partly adopted", planned: "planned", not_adopted: "not adopted",
    unit: "the unit", proposer: "the proposer", member: "a member", committee: "the proposal committee", conference: "the conference",
  },
  counties: {
    title: "Counties side by side", lead: "The same formulas everywhere, read at one moment. Where a county's own rule makes a figure another, it is marked ※ and explained below.", year: "Year filed", any: "All years", county: "County", notes: "Figures that counties' rules make different", same: "The counties' rules are the same for what is shown; the figures can be compared as they are.", one: "Your sign-in is of one county; there is none to compare it with.",
    open: "Open this county's board", which: "Figures", headlines: "The main figures",
  },
  rule: {
    watched_within_days: "Days within which a contact is a recent one", forms: "Forms that count as held in person", asked_by: "What who asked is called", quality_bands: "Bands of quality", scheme: "Scheme of assessment", trim_from: "Assessors from which the highest and the lowest are left out",
  },
  reports: {
    title: "Yearly reports on proposals", lead: "A report is made of the figures of one moment, which it names; what changes afterwards is not in it.", year: "Year", ranking: "Ranking to cite", latest: "the last one frozen", make: "Make the report", making: "Sending…", list: "Reports made and being made", none: "No report has been made yet.",
    noneMaker: "No report has been made yet. Pick a year and have it made.", of: "Report on {year}", ofUnknown: "Yearly report", by: "asked for by {who}, {at}", at: "Figures of {at}", snapshot: "snapshot {snapshot}", progress: "{done} of {files} files made", reading: "Reading the figures…", waits: "Waiting its turn…",
    leave: "You may leave this page and come back.", pdf: "Download (PDF)", xlsx: "Download the figures (xlsx)", taking: "Downloading…", cancel: "Stop", empty: "Nothing is recorded of that year, and the report says so.", refusedFile: "{file} was not made: {why}", again: "Make it again",
    failed: "It did not succeed, though it was tried several times. No figure has changed: have it made again, and if that fails, too, tell whoever runs the platform what stands below.", tried: "The last try did not succeed; it is tried again: {why}", refused: "This report cannot be made: {why}", lost: "Its progress cannot be seen at the moment; it goes on, and is shown when the network is back.", yearWrong: "A year from 1949 to 2199, please.",
  },
  state: { waiting: "waiting", running: "being made", done: "done", refused: "refused", failed: "failed", cancelled: "stopped" },
  file: { pdf: "The PDF", xlsx: "The workbook" },
  said,
};
export default en;
