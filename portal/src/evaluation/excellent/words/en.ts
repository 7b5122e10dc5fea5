import type { ExcellentWords } from "./zh-CN";

const en: ExcellentWords = {
  title: "Excellent proposals", lead: "Chosen by a panel and awarded; announced to all members and units.", reading: "Reading…", none: "No excellent proposals have been announced yet.", year: "{year}", rank: "Rank {rank}", untitled: "(title not available now)", home: "Back to the first page",
};
export default en;
