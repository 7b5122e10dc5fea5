import type { TrackingWords } from "./zh-CN";

const en: TrackingWords = {
  page: {
    title: "Tracking", lead: "Earlier years' proposals that were planned, dissatisfying or unfinished, and those of this term that are recommended. What is tracked is looked at again until something is found.",
    words: "Title, number, year, supervisor, reason", count: "{count} in all",
    none: { candidates: "Nothing is recommended for tracking.", tracked: "Nothing is tracked.", finished: "No tracking has ended yet." }, noneFit: "Nothing fits what is asked for.",
    untitled: "Titles of this term's proposals cannot be read at the moment.", more: "Show {count} more", export: "Export",
  },
  list: { candidates: "Recommended", tracked: "Tracked", finished: "Ended" },
  column: { number: "No.", title: "Title", reasons: "Reasons", supervisor: "Supervisor", last: "Last look", next: "Next look", finding: "Finding" },
  reason: { planned: "planned", dissatisfied: "dissatisfied", unfinished: "unfinished", recommended: "recommended" },
  row: {
    year: "No. {number} of {year}", since: "Watched since {at}", last: "Last looked at {at}", never: "Not looked at yet", next: "Next look {at}", late: "Next look is overdue ({at})", followUps: "{count} to be followed up",
    key: "A key proposal: its leader watches", open: "Look again", finding: "Finding: {finding}", handled: "Still handled",
  },
  act: { designate: "Track", finish: "End the tracking", close: "Close unsigned", cancel: "Not now", sending: "Sending…" },
  form: {
    reason: "Why it is tracked, and until when", finding: "What was found (what is done, what is missing)", why: "Why it is not signed", closeReason: "What happened", finishHint: "It is looked at no more; the finding stays.",
    closeHint: "Nothing is signed afterwards. It stays counted, and never as satisfied.",
  },
  steps: { title: "Tracking and end", designated: "Tracked since {at}", finished: "Tracking ended {at}", closed_unsigned: "Closed unsigned {at} ({why})", none: "It is not tracked.", away: "Its tracking cannot be read at the moment." },
  why: { died: "the member died", left_office: "the member left office", unreachable: "cannot be reached", refused: "refuses to sign" },
  closing: {
    waiting: "{count} replies wait for a signature; reminded {least} times (the county's rule: {most} first).", unknown: "{count} replies wait for a signature; reminded {least} times.",
    lack: { nothing: "No reply waits for a signature: it cannot be closed so.", reminders: "Not reminded often enough, unless the member died or left office." }, owed: "All units must have replied.",
  },
};
export default en;
