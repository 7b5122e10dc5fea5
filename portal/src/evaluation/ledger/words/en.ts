import type { LedgerWords } from "./zh-CN";

const en: LedgerWords = {
  title: "My ledger", lead: "Each point comes from one thing on record, by the county's rules of that day; a withdrawal or a revoked award is a further line that takes points back.", reading: "Reading…", none: "Nothing has counted yet.", year: "{year}", total: "{points} points in all", points: "{points} points",
  lines: "Line by line", counted: "counts {points}", capped: "the year's limit is reached, counts {points}", back: "Taken back: the line of {date}", taken: "Taken back", print: "Print", proposal: "See this proposal", home: "Back to the first page",
  kind: { filed: "Filed a proposal", cosigned: "Signed along", admitted: "A proposal was admitted", key: "Became a key proposal", excellent: "Became an excellent proposal" },
};
export default en;
