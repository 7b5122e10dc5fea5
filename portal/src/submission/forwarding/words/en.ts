import type { ForwardingWords } from "./zh-CN";

const en: ForwardingWords = {
  list: {
    title: "Forwarding", lead: "A proposal, or a topic of a call, goes to the city or another county without being typed again. A proposal goes only with its proposer's consent; each step taken there is told here, and to the proposer.",
    sent: "Sent ({count})", received: "Received ({count})", noSent: "Nothing was sent.", noReceived: "Nothing was received.", sentFile: "sent.csv", receivedFile: "received.csv", back: "Back to forwarding", model: "Make it a model",
  },
  column: { title: "Title", to: "To", from: "From", state: "State", step: "Latest step", at: "At", what: "What" },
  what: { proposal: "proposal", topic: "topic" },
  state: {
    asked: "its proposer is asked", refused: "its proposer does not agree", sent: "sent, not answered yet", accepted: "accepted there", declined: "declined there", undeliverable: "cannot be delivered", recalled: "recalled",
  },
  receivedState: { received: "to be decided", offered: "offered, not answered yet", accepted: "accepted", declined: "declined", recalled: "recalled there" },
  stage: {
    undeliverable: "not part of this platform: it cannot be delivered", accepted: "accepted", declined: "declined", admitted: "admitted", not_admitted: "not admitted", merged: "merged into another", unmerged: "no longer merged", withdrawn: "withdrawn", assigned: "assigned", replied: "replied to",
  },
  class: { solved: "solved", planned: "planned", reference: "for reference", infeasible: "not feasible" },
  one: {
    title: "Forwarded to {to}", received: "From {from}", reason: "Why it was forwarded", asked: "Its proposer was asked {at}", sent: "Sent {at}", arrived: "Received {at}", proposal: "Look at the proposal", topic: "Of the call “{call}”", course: "What became of it", none: "No answer yet.", noneHere: "Nothing was told back yet.",
    number: "Number {number} there", unit: "Handled by {unit}", reply: "Reply {number} of {on}, {class}", recalled: "Recalled: {reason}", because: { clerk: "by the committee", withdrawn: "its proposer has withdrawn it", merged: "it was merged into another" },
    answer: "Please say whether you agree", file: "Look at what was filed here", text: "The proposal", author: "Its author: {who}", noConsent: "Its author keeps it from the public.",
  },
  recall: { do: "Recall it", reason: "Why (told to the receiver and the proposer)", send: "Recall", cancel: "Not now" },
  take: {
    title: "Will you propose it here?", lead: "If you do, it is filed as yours, word for word: its review, consultations, reply and sign-off are yours. If not, somebody else may be asked.", consent: "May it be published?", yes: "It may", no: "It may not",
    take: "I propose it", down: "I do not", reason: "Why not (optional)", downSure: "I am sure", back: "Not now", choose: "Say first whether it may be published.", sending: "Sending…", kept: "What you filled in is still here; try again.", taken: "You have filed it.", done: "Nothing is asked of you now.",
  },
  clerk: {
    offer: "Offer it to somebody", again: "Offer it to somebody else", member: "Member", body: "Body", unknown: "Nobody of that name; choose from the list", pick: "Please choose", send: "Offer it", offered: "Offered to {who}, who has not answered yet.", accept: "Accept it, for the calls to come", decline: "Decline", reason: "Why (told to the origin and the author)", sendDecline: "Decline it", cancel: "Not now",
  },
  ask: {
    title: "Forward", of: "To be forwarded: ", to: "To", reason: "Why (told to the proposer and the receiver)", send: "Ask the proposer", sendTopic: "Forward the topic", consent: "It goes once its proposer agrees: its text, its kind and their name.", atOnce: "A topic is public: it goes at once.",
    none: "There is nowhere to forward to: another county has to be registered, and to receive.", own: "This county's conference is not registered yet; register it first.", away: "does not receive", missing: "Choose where to, and say why.",
  },
  register: { title: "This county's name in forwards", name: "Name of the conference (as others see it)", receives: "It receives proposals and topics", save: "Save", none: "Not registered yet: nothing can be sent or received.", as: "It forwards as “{name}”.", closed: "It receives nothing now.", change: "Change", enter: "Register" },
  rule: {
    state: "It has moved on.", "not-a-member": "They are no active member of this county.", "body-unknown": "There is no such body.", "body-officer": "A present officer of the body answers.", "conflict-of-interest": "Nobody offers it to themselves; a colleague does.", "seal-scan-missing": "This county wants a seal scan of bodies' proposals, and what is forwarded has no files.",
    "forwarded-already": "A forward of it there is under way, or was accepted.", "forward-state": "Only admitted and declined proposals are forwarded.", "forward-circle": "That is where it came from.", "receiver-closed": "They receive nothing now.", "receiver-unknown": "That county is not registered.", "conference-unregistered": "This county is not registered yet.", "registered-already": "Nothing was changed.",
    "session-unknown": "No session is scheduled yet; it cannot be filed now.", "topic-unknown": "The call has no such topic.", stale: "It has just changed; please look again.",
  },
};
export default en;
