import type { CalibrationWords } from "./zh-CN";

const en: CalibrationWords = {
  page: { title: "Calibration", lead: "One measure, by proposals that were decided before: shown without proposers and decision, judged once by each, who then sees how far they agree.", none: "There was no calibration yet.", setUp: "Set one up", open: "open", closed: "closed", cases: "{count} cases", judge: "Judge", see: "See", close: "Close it", agreement: "How far each agrees", hide: "Hide" },
  set: {
    name: "Name", words: "Decided proposals (title, number)", chosen: "{count} chosen, at most {most}", save: "Begin", cancel: "Not now", sending: "Sending…", none: "Nothing was decided yet.", admitted: "admitted", declined: "declined", list: "Which proposals", first: "The first {count} alone; find others by their title.",
    mixed: "Their order is mixed. Best take some of either kind.",
  },
  close: { question: "Nothing is judged afterwards.", yes: "Close it" },
  table: { who: "Reviewer", judged: "Judged", agreed: "Agreed", share: "Share", declined: "Both declined", ground: "Same ground", differs: "Cases that differ", none: "Nobody has judged yet." },
  own: {
    back: "Back to the calibrations", left: "{count} still to be judged.", done: "You have judged them all.", closed: "This calibration is closed.", number: "Case {number}", admit: "Admit", decline: "Decline", ground: "Ground", choose: "Choose", said: "You said: {outcome}", send: "Send {count}", sending: "Sending…",
    once: "Each is judged once; what is sent stays.", text: "Text", none: "Nothing for you to judge: one's own proposals are no cases.", agreed: "You agree in {agreed} of {judged}.", differs: "Otherwise in: {numbers}.", grounds: "Of {declined} that both would decline, {same} on the same ground.", notRoster: "You are not on the roster of reviewers, and take no part.",
    sent: "Sent.",
  },
};
export default en;
