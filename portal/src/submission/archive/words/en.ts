import type { ArchiveWords } from "./zh-CN";

const en: ArchiveWords = {
  page: {
    title: "Earlier years", lead: "Proposals of earlier terms. Once they are in, they are searched, compared and named as repeated at admission; no figure of today counts them.", bring: "Import earlier years", open: "Import", close: "Close", two: "The list alone may come first, and the texts later; what comes in again is a correction, never a second one.", recorded: "What is recorded",
    find: "Find in titles", none: "Nothing of earlier years yet.", noneFound: "Nothing found. Try another word or year.", number: "No. {number}", yes: "yes", no: "no", file: "earlier-years.csv", shown: "{count} shown", more: "More",
  },
  column: { year: "Year", session: "Session", number: "Number", title: "Title", proposers: "Proposers", units: "Units", answer: "Answer", result: "Rating", unfinished: "Left undone", text: "Text" },
  answer: { solved: "Solved or adopted", planned: "Planned", reference: "For reference", infeasible: "Not feasible" },
  result: { satisfied: "Satisfied", mostly_satisfied: "Mostly satisfied", dissatisfied: "Dissatisfied" },
  pack: {
    title: "Import a list with its texts", needs: "One zip: a list (columns as above; one for the file and one for whether it is public may be added) and the Word files (docx). A file that the list does not name goes to the row with whose number its name begins: 12.docx, 2024-12.docx. Personal numbers are masked; unless a text is said to be public, only the staff reads it.",
    choose: "Choose the zip", uploading: "Uploading, {share} gone", again: "Try again", looking: "Looking at each file in the background, below; you can leave this page, the result stays among the jobs.", refused: "The list has mistakes: nothing will come in. They stand in the job below; mend the list and choose it again.",
    seen: "Looked at: {enrolled} new or changed, {unchanged} unchanged, {matched} files matched.", amiss: "{count} files are nobody's or cannot be read, see the job below; imported so, those proposals have no text.", send: "Import {count} so", sent: "It goes on as a job, below; you can leave this page.",
  },
  one: {
    recorded: "Recorded", which: "{year}, No. {number}", text: "Text", noText: "Its text was not brought in.", public: "Public", staffOnly: "For the staff alone", file: "From {file}", situation: "Situation", analysis: "Analysis", suggestions: "Suggestions",
  },
};
export default en;
