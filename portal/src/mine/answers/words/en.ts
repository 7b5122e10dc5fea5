import type { AnswerWords } from "./zh-CN";

const en: AnswerWords = {
  title: "Your answer is asked for",
  go: "Answer",
  none: "Nothing is asked of you about this proposal now.",
  away: "Questions about forwarding cannot be read just now.",
  until: "by {at}",
  said: "What you have answered",
  reason: "Your reason: ",
  explanation: "The committee's explanation: ",
  yours: "Your answer",
  choose: "Please choose one first.",
  why: "Please say why.",
  once: "You answer once; it cannot be changed afterwards.",
  send: "Send the answer",
  sending: "Sending…",
  sent: "It is sent.",
  kept: "What you filled in is still here; try again.",
  offered: "Will you propose what was forwarded?",
  of: {
    redirect: "May it be sent elsewhere?", merge: "Do you agree to the merge?", entry: "Check what was entered for you",
    reconsider: "Not admitted: you may ask again", consent: "May it be forwarded?",
  },
  redirect: {
    declined: "The committee has not admitted it, because:",
    lead: "The committee suggests: {redirect}. It goes there only if you agree; after that it is not reconsidered.",
    yes: "I agree", no: "I do not agree",
  },
  reconsider: {
    lead: "If you think that it should be admitted, you may ask once for reconsideration. Somebody else than who declined it decides.",
    pending: "Once you agree to have it sent elsewhere, you can no longer ask for reconsideration.",
    grounds: "Why it should be admitted", send: "Ask for reconsideration",
  },
  merge: {
    into: "Your proposal is to be merged into the one below. You remain a proposer: you get the reply, and you sign it off.",
    master: "Proposals about the same matter, {count} of them, are to be merged into yours; your text is the one that stands.",
    silent: "Silence is taken as no objection.",
    other: "What it is merged into", yes: "I agree", no: "I object", why: "Why you object",
  },
  entry: {
    lead: "The staff entered this proposal from what you handed in on paper. Please compare it with the scan: if it is the same, nothing need be done; if not, or if it is not yours, say so here.",
    again: "The staff entered this corrected text from what you handed in on paper. Please compare it with the scan: if it is the same, nothing need be done; if not, say so here.",
    scan: "Look at the scan ({name})", noScan: "No scan is attached.", text: "What was entered", reason: "What is wrong", send: "Object",
    waits: "Somebody who had no part in it settles this; the review waits until then.",
  },
  consent: {
    course: "See what became of it",
    title: "Forwarded to {to}",
    lead: "The committee would like to forward this proposal to {to}: its text, its kind and your name, and nothing else.",
    because: "Why: ", yes: "I agree", no: "I do not agree", after: "You are told of each step that is taken there.",
  },
  answer: {
    yes: "You have agreed.", no: "You have not agreed.", open: "You have objected; the committee has yet to settle it.", stands: "The committee has compared it: the entry stands.",
    corrected: "The committee has corrected it.", withdrawn: "The committee has withdrawn the proposal.", overruled: "You objected; after consideration the merge stays.",
    asked: "You have asked for reconsideration; the committee has yet to decide.", upheld: "After reconsideration it is still not admitted.", reopened: "After reconsideration it is reviewed anew.",
  },
  rule: {
    state: "The proposal has moved on; no answer is needed any more.", "redirect-answered": "This was answered already.", "no-redirect": "The committee suggested nothing.",
    redirected: "You have agreed to have it sent elsewhere; it is not reconsidered.", "reconsidered-already": "Reconsideration is asked for once.", "too-late": "The time is over.",
    "answered-already": "This was answered already.", "merge-not-asked": "Nobody is asked about this merge, or it was undone.", "objected-already": "You have objected already.",
    "not-assisted": "Nobody entered this proposal for you.", "first-proposer": "Its first proposer answers.", "body-officer": "A present officer of the body answers.",
    "not-a-member": "Only present members may do this.", "reason-needed": "Please say why you object.", "forward-state": "The proposal has moved on and cannot be forwarded now.",
    stale: "It has just changed; please look again.",
  },
};
export default en;
