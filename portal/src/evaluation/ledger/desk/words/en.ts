import type { LedgersWords } from "./zh-CN";

const en: LedgersWords = {
  title: "Members' ledgers", lead: "Each point comes from one thing on record, by the county's rules of that day; a member's opens down to the line.", year: "Year", member: "Member", file: "ledgers.csv", none: "Nothing has counted in this year yet.",
  take: "Download line by line (xlsx)", taking: "Being prepared…", book: "ledgers-{year}.xlsx", back: "Back to the ledgers", one: "Ledger of {name}",
  kind: { filed: "Filed", cosigned: "Signed along", admitted: "Admitted", key: "Key", excellent: "Excellent", total: "Total" },
};
export default en;
