import type { DeadlineWords } from "./zh-CN";

const en: DeadlineWords = {
  page: {
    title: "Reply dates", lead: "The units' dates, requests for more time, and time that stands still. The assigning office decides; both sides see why a date is that day.",
    words: "Title, number, unit, reason", none: "There is no such date.", noneFit: "No date fits what is asked for.", more: "Show {count} more",
    titlesAway: "Titles cannot be read at the moment; the dates can.", decisions: "Requests and decisions", handling: "How it is handled", export: "Export", count: "{count}, what falls due first on top",
  },
  list: { asked: "More time asked for", late: "Overdue", near: "Due within 7 days", paused: "Standing still", running: "Running", over: "Over" },
  column: { number: "No.", title: "Title", unit: "Unit", due: "Due", state: "State", wished: "Wished until", reason: "Reason", why: "Why this date" },
  state: { running: "running", paused: "standing still", missed: "overdue", met: "replied", lifted: "lifted" },
  date: {
    due: "Reply due", paused: "Stands still since {at}: {reason}", asked: "{unit} asks for time until {due}: {reason}", waiting: "Waits for the assigning office. The date stays until it decides.",
    refused: "The last request (until {due}) was refused: {reason}", latest: "The county's rules allow no date after {at}.", exhausted: "This is the longest time the county's rules allow ({at}).",
    away: "Earlier requests and decisions cannot be read at the moment.", record: "Requests and decisions ({count})", noRecord: "No time was asked for before.",
  },
  what: { requested: "the unit asked for {due}", extended: "extended to {due}", refused: "{due} was refused", paused: "time stopped", resumed: "time runs again, due {due}" },
  by: "decided by {who}",
  act: { request: "Ask for more time", again: "Change the request", extend: "Extend", grant: "Grant", refuse: "Refuse", pause: "Stop the time", resume: "Let the time run", cancel: "Not now", sending: "Sending…" },
  form: {
    due: "Until", reason: "Reason", requestReason: "Why more time is needed", refuseReason: "Why not (the unit reads it)", pauseReason: "Why the time stops (such as a permit that is waited for)",
    resume: "The time runs from today; the days that it stood still are given back.", holiday: "A day off moves to the next working day.",
  },
  stale: "It has changed since you read it; this is what it is now. What you typed is still here: look, then send it.",
};
export default en;
