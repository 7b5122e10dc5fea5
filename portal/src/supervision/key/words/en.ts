import type { KeyWords } from "./zh-CN";

const en: KeyWords = {
  page: {
    title: "Choosing key proposals", session: "Session", none: "No session yet.", noSession: "Schedule a session in the directory first.",
    few: "{admitted} admitted in this session: too few for any number to lie within the policy, so say why. {recommended} are recommended, {designated} are key.", quota: "{admitted} admitted in this session; by policy {fewest} to {most} become key. {recommended} are recommended, {designated} are key.", within: "within the policy", outside: "beyond the policy: say why",
  },
  nominees: {
    title: "Nominations", none: "Nobody has nominated one yet.", fresh: "Nominate one", proposal: "Which proposal (by title)", unknown: "No admitted proposal is called so.", by: "Who nominates (a committee)", reason: "Why", send: "Nominate", cancel: "Cancel", sending: "Sending …",
    mean: "mean {mean}", spread: "apart {spread}", sheets: "{count} sheets", few: "fewer than {least} sheets: cannot be recommended yet", mine: "My sheet", score: "Score", save: "Save my sheet", from: "{least}–{most} points, {weight} %", whose: "{by}: {reason}", withdraw: "Withdraw the nomination of {by}", why: "Why it is withdrawn", withdrawing: "Withdraw a nomination", own: "The others' sheets are not shown to you.",
    file: "key-nominees.csv", export: "Export", number: "Number", subject: "Title", group: "Category", average: "Mean", difference: "Highest less lowest", count: "Sheets",
  },
  list: {
    title: "The committee's list", lead: "Tick what is on it, in its order; the first numbers are the principal leaders'.", none: "The list is empty.", count: "{count} on the list", place: "“{title}” is number {place} now", up: "Up", down: "Down", take: "Put “{title}” on the list", key: "No. {number}, led by {leader}", outside: "Why it goes beyond the bounds", save: "Save the list", by: "recommended by {who}",
  },
  decide: {
    title: "The chair's meeting decides", lead: "The list is all key proposals of the session. Say why of each difference to the committee's list and to what is key now.", on: "Day of the meeting", document: "Document number", whyIn: "Why “{title}” is taken up", whyOut: "Why “{title}” is dropped", correction: "Why decision {last} is corrected", save: "Record the decision", done: "Decision {decision}: {on}, {document}, {count} proposals ({who})", differences: "Differences", corrects: "Corrects decision {last}: {why}",
    missing: "Still missing: day, document number, a reason for each difference, for going beyond the bounds, or for correcting the last decision.",
  },
  allocation: {
    title: "Who leads which", none: "Nothing is proposed yet.", propose: "Propose one by charge and load", again: "Propose anew", working: "Computing …", leader: "Leader", load: "load {before} → {after}", edited: "edited", edit: "Change to", reason: "Why", save: "Change", confirm: "Confirm it", confirmed: "Confirmed: the leaders are appointed.", waits: "Waits for the chair.", short: "Too few proposals: {count} leaders have fewer than the policy asks for.", relaxed: "{leader} has {load}, fewer than the policy's {least}.",
    file: "key-allocation.csv", why: "Why",
  },
  state: { proposed: "to be confirmed", confirmed: "confirmed" },
};
export default en;
