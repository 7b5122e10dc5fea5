import type { DraftingWords } from "./zh-CN";

const en: DraftingWords = {
  list: { title: "Writing schemes", write: "Write one of proposals", writeHandling: "Write one of handling", drafts: "Drafts that are not published (on this device alone)", go: "Go on", drop: "Throw away", sure: "Throw it away", keep: "Keep it", untitled: "(no title yet)", noRoom: "This device has no room for a draft. Clear the browser's storage and try again." },
  from: { copy: "Begin another from this", next: "Write the next edition", earlier: "Earlier edition", later: "Next edition" },
  page: {
    title: "Draft of a scheme", back: "Back to the assessment", missing: "There is no such draft on this device. A draft is kept where it is written, and no longer once it is published.", kept: "What you write is kept on this device. Nobody else sees it before it is published.", notKept: "This device has no room for the draft: leave this page open, and publish it or copy it first.",
    next: "Next edition of “{title}” (edition {edition}). By that one nothing new is assessed once this is published.", apart: "Make it another scheme", subject: "Of what", name: "Title", total: "{total} points (without bonus)", check: "Check and try", publish: "Publish", sure: "A published scheme is never changed; only a next edition follows. Publish it?", really: "Publish it", later: "Not yet", sending: "Sending …",
    wrong: "{count} to mend", removed: "“{what}” was removed.", restore: "Bring it back", offline: "The draft is still on this device.", stays: "As found when it was checked last; check again when they are mended.",
  },
  subject: { proposal_quality: "Quality of proposals", handling_quality: "Quality of handling" },
  category: { title: "Category {number}", name: "Name of the category", add: "Add a category", drop: "Remove the category", up: "Up", down: "Down", unnamed: "(no name)" },
  indicator: {
    title: "Indicator {number}", name: "Name of the indicator", code: "Code (formulas name it by this)", maximum: "Maximum", kind: "Counts as", way: "How it scores", formula: "By the share of which fact", choose: "Choose", expression: "Expression", evidence: "A self-assessment names its evidence", add: "Add an indicator", drop: "Remove the indicator",
    expressionHint: "Such as limit(10 - 2 * signatures_dissatisfied, 0, 10); facts and functions are listed below under “How an expression is written”.",
  },
  kind: { score: "Score", bonus: "Bonus", deduction: "Deduction" },
  way: { judged: "Judged", formula: "Maximum × share", expression: "Expression" },
  level: { title: "Levels (the highest first, the lowest from 0)", from: "From", name: "Level", says: "What it means", add: "Add a level", drop: "Remove the level" },
  rules: {
    title: "Rules", groups: "Groups of assessors", groupsLead: "Without groups whoever is an assessor may score. With groups their weights come to 100.", groupName: "Group", groupCode: "Code", weight: "Weight", least: "At least so many score", addGroup: "Add a group", dropGroup: "Remove the group", weights: "The weights come to {sum} and not to 100", right: "The weights come to 100",
    ties: "Equal scores are told apart by", addTie: "Add one", dropTie: "Remove it", noTies: "By nothing: equals share a rank.",
    limit: { trim_from: "From so many scores of a group on, the highest and the lowest are left out", bonus_cap: "All bonus at most", deduction_cap: "All deductions at most", wide_spread: "Marked where assessors lie further apart than", per_unit: "Proposals drawn of each unit (empty: none are drawn)", readers: "Readers of each group" }, empty: "What is left empty is as the county's policy says.",
  },
  mistake: {
    blank: "Wanted", indicators: "Number or kind of the indicators", codes: "The code is used twice", maximum: "A maximum is above 0, with two places at most", formula: "No such share", evidence: "Evidence is only asked where points are judged", levels: "The points of the levels", expression: "The expression", reference: "It refers to no indicator", cycle: "Indicators refer to each other in a circle",
    unreachable: "Out of anybody's reach", weights: "The weights", groups: "How many score", cap: "The cap", trim: "From 3 scores on, at the earliest", spread: "A spread is above zero", sampling: "How many are drawn", readers: "How many read", other: "Not as it is wanted",
  },
  run: {
    title: "Dry run", lead: "Over what is recorded; nothing is stored or published. What assessors judge has no points here.", session: "Session", year: "Filed in the year", all: "All", try: "Try", trying: "Trying …", stale: "The draft was changed since: this is of before.", none: "Not tried yet.",
    over: "{count} in all", judged: "{points} points more are the assessors' to give.", indicators: "Indicators", name: "Indicator", maximum: "Maximum", known: "Known", unknown: "Not known", capped: "Beyond its bounds", lowest: "Lowest", mean: "Mean", highest: "Highest", flat: "tells nobody apart", byJudges: "judged", note: "Note", fileIndicators: "dry-run-indicators.csv",
    units: "Units, by facts alone", unit: "Unit", rank: "Rank", score: "Mean", count: "Number", fileUnits: "dry-run-units.csv", examples: "How they come about (the first {count})", example: "{unit}, “{title}”: {total}", exampleProposal: "“{title}”: {total}",
  },
  help: {
    title: "How an expression is written", lead: "Numbers, + - * /, brackets, comparisons (< <= == != > >=), and or not, and the facts and functions below; points(code) are another indicator's. A fact that is not known makes the whole unknown; otherwise says what is then to be taken.", facts: "Facts", functions: "Functions", fact: "Written", means: "Means", most: "At most", share: "a share (0 to 1), which may stand alone", away: "The language cannot be read at the moment.", file: "language.csv",
    says: { min: "the least of its numbers", max: "the greatest of its numbers", limit: "limit(x, low, high): x within both", round: "round(x, places): half up, to 0 to 6 places", if: "if(condition, then, else)", otherwise: "otherwise(x, y): y where x is not known", known: "known(x): whether x is known" },
  },
};
export default en;
