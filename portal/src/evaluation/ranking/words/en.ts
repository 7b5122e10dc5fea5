import type { RankingWords } from "./zh-CN";

const en: RankingWords = {
  list: {
    title: "Rankings of handling", lead: "A frozen ranking does not change; every place opens down to where each point came from.", which: "Ranking", none: "No ranking has been frozen yet.", rank: "Rank", unit: "Unit", score: "Score", of: "Assessments", take: "Download (xlsx)", taking: "Being prepared…", maximum: "out of {maximum}", file: "ranking.csv",
  },
  compare: {
    go: "Compute once more", title: "A ranking computed once more", lead: "Twice: from what its scores recorded, which must be the same to the last digit, and from what is recorded by now, which tells what has come since. Nothing is stored, and the ranking stays.", computing: "Being computed once more; with many records that takes a while…",
    again: { title: "From what was recorded then", lead: "Each score keeps its rules, facts and points; they are computed once more.", same: "The same to the last digit.", differs: "Not the same: {scores} scores and the places of {moved} units differ. A frozen score does not change: ask whoever runs the platform.", file: "differences-then.csv" },
    now: { title: "From what is recorded by now", lead: "Facts that were recorded or corrected since make another score; the frozen ranking does not change by that.", same: "Nothing was recorded since that changes a point.", differs: "There are records since: {scores} scores and the places of {moved} units would be others.", file: "differences-now.csv" },
    without: "{count} scores are of before they recorded their steps, and cannot be computed once more.", units: "The places side by side", whole: "Total", file: "comparison.csv",
    column: { unit: "Unit", rank: "Frozen rank", score: "Frozen score", againRank: "Rank again", againScore: "Score again", nowRank: "Rank now", nowScore: "Score now", proposal: "Proposal", indicator: "Indicator", frozen: "Frozen", found: "Found", change: "Change", says: "Why" },
  },
  unit: { back: "Back to the ranking", place: "Rank {rank}", mean: "{score}, the mean of {count} assessments", assessment: "{title}: {total}", open: "What is recorded of the proposal", whole: "This assessment" },
  score: {
    title: "A score and what it is made of", none: "It is not computed yet.", total: "{total} of {maximum}", computed: "computed {at}", spread: "The assessors lie {spread} points apart", wide: "The assessors lie far apart", self: "The unit's own points (which do not count)", appeals: "Appeals", upheld: "Upheld: {reason}", rejected: "Not upheld: {reason}", undecided: "To be decided",
    own: "Back to our assessments",
  },
  step: {
    caption: "The points of each indicator, and where they come from", indicator: "Indicator", points: "Points", how: "How", judged: "{who}{scores} scores{left}, mean {mean}", left: " ({count} highest and lowest left out)", weight: ", weighing {weight}%", fact: "{name}: {value}", other: "takes the {points} points of “{name}”", unknown: "not known yet, which gives no points",
    capped: "above its cap, so the cap", rounded: "{exact} before rounding", appeal: "by the decision on appeal {number}", rule: "Rule: {rule}", sources: "From {records} records and {events} events", notKnown: "not known", shareIs: "{percent} ({exact})",
  },
};
export default en;
