import type { RunningWords } from "./zh-CN";

const en: RunningWords = {
  list: { title: "The year's assessment", lead: "Proposals and their handling are assessed by a scheme: panel, lots or readings, scores, appeals, results.", none: "No scheme yet. Two examples can be tried; for the real assessment publish the county's own.", examples: "Take the examples", example: "Example", revised: "Has a later edition", edition: "Edition {edition}", maximum: "{maximum} points", sending: "Sending …" },
  subject: { proposal_quality: "Quality of proposals", handling_quality: "Quality of handling" },
  page: { back: "Back to the assessment", indicators: "Indicators", category: "Category", name: "Indicator", most: "Maximum", way: "How it scores", judged: "Judged", computed: "From facts", steps: "Steps", titleless: "(title not available now)", kind: { score: "Score", bonus: "Bonus", deduction: "Deduction" } },
  panel: {
    title: "Panel", none: "No panel yet.", groupless: "This scheme has no groups: whoever is an assessor may score.", weight: "{weight}%, at least {least} score", add: "Add to {group}", who: "Assessor (a member of the list, or somebody's login)", unknown: "Not in the directory: taken as a login.", unit: "Of which unit (does not read what it handles)", noUnit: "Of no unit", drop: "Remove {who}",
    save: "Appoint the panel", change: "Change the panel", cancel: "Leave it", started: "Somebody has scored: what cannot be changed any more is said when you try.", empty: "(nobody)",
  },
  share: {
    titleShare: "Sharing out", titleDraw: "Sample", lead: "The admitted proposals of a session, evenly among the panel; nobody reads their own or their unit's. Shared out again, what was admitted since follows.", leadDraw: "{per} of each unit, once a session; with the seed anybody draws the same.", session: "Session", seed: "Seed (as drawn before witnesses; empty: the service draws it)", readers: "Readers of each group",
    share: "Share out", draw: "Draw", none: "Nothing was shared out.", noneDrawn: "Nothing was drawn.", shared: "{session}: {count} shared out", drawn: "{session}: {count} of {population} drawn", seedWas: "seed {seed}", progress: "Progress and calibration", hide: "Hide", file: "sample.csv", noSession: "No session yet.",
  },
  progress: {
    title: "Progress of {session}", done: "{done} of {readings} readings done, {proposals} proposals", assessor: "Assessor", group: "Group", read: "Has", finished: "Done", wanting: "Without a reader, or to be handed over ({count})", noWanting: "Each has its readers.", short: "{group} wants {count}", conflict: "{who} may not read it", hand: "Hand over", handTitle: "Hand over “{title}”", from: "From", reason: "Reason", send: "Hand over",
    calibration: "Calibration", calLead: "Against the others on the same proposals: below zero is stricter. It shows, and changes no score.", mean: "Mean", lowest: "Lowest", highest: "Highest", distance: "Distance", scored: "Scored", noScores: "Nobody has scored.", pairs: "Two by two, the furthest apart first", one: "Assessor", other: "And", common: "In common", apart: "Apart on average", lean: "Higher by", filePairs: "pairs.csv", file: "progress.csv", fileCal: "calibration.csv", unread: "(none)",
  },
  scores: {
    title: "Scores and appeals", none: "Nothing to assess yet.", proposal: "Proposal", unit: "Unit", state: "State", given: "Scores", total: "Total", spread: "Spread", wide: "far apart", open: "Waiting", computed: "Computed", ready: "Ready", compute: "Compute {count}", again: "Compute {count} again (where facts changed)", file: "scores.csv", result: "computed.csv", appeals: "Appeals to decide", appealOf: "{unit} on “{title}”",
    statement: "Why: {text}", evidence: "Evidence: {text}", points: "New points", upheld: "Upheld, with other points", refused: "Not upheld", reason: "Reason of the decision", decide: "Decide", was: "{points} before", done: "{total} points", close: "Close the result", begin: "Decide",
  },
  open: { title: "One assessment more", send: "Open it", drawn: "Open the {count} that were drawn", opened: "Open" },
  ranking: {
    title: "Ranking of units", none: "No ranking yet.", name: "Title of the ranking", freeze: "Freeze the ranking", sure: "What it is made from is computed no more and takes no appeal.", rank: "Rank", score: "Score", count: "Assessed", export: "Export (Excel)", exportFailed: "Not exported.", award: "Name an advanced unit", awarded: "Advanced unit", reason: "Why (announced)", grant: "Grant", waits: "{count} are not computed and {appeals} appeals not decided.", file: "ranking.csv", compare: "Compute once more",
  },
  excellent: {
    title: "Excellent proposals", none: "Nothing is ranked.", session: "Session", rank: "Rank by score", again: "Rank again", places: "{places} places, {collective} at least for bodies' proposals; {admitted} admitted.", chosen: "{count} chosen", rankNo: "Rank", collective: "A body's", standing: { in: "Within", tied: "Equal", out: "Beyond" }, why: "Why “{title}” {what}", inWhy: "is chosen", outWhy: "is left out",
    citation: "Citation (announced)", decide: "Decide, for good", decided: "Decided by {who}.", announced: "Announced", missing: "Give a reason for each departure from the order, and the citation.", choose: "Choose “{title}”", file: "excellent.csv",
  },
  revoke: { begin: "Revoke", revoked: "Revoked", lead: "It stays in the record, and its points in the ledger are taken back.", reason: "{about}: why it is revoked (announced)", send: "Revoke it" },
  cancel: "Cancel", separator: ", ",
};
export default en;
