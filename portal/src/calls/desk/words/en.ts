import type { CallingWords } from "./zh-CN";

const en: CallingWords = {
  nav: { label: "Calls and bookings", calls: "Calls", suggestions: "Suggested topics", bookings: "Bookings and offers" },
  calls: {
    title: "Calls for topics", fresh: "Draft a call", late: "Calls that are due and not out", lateOne: "{kind}: due by {on}, reminded {count} times", suggested: "{count} suggested topics wait for you", none: "No call yet.",
    topics: "{count} topics", closes: "closes {on}", publishOn: "to be out on {on} ({who})", open: "Open", booked: "{count} booked", away: "{part} cannot be read now; the rest is not affected.",
  },
  kind: { catalogue: "Reference catalogue", quarterly: "Quarterly call", commissioned: "Commissioned topics" },
  state: { announced: "Announced", published: "Open", closed: "Closed", dropped: "Dropped" },
  form: {
    kind: "Kind", title: "Title", basis: "The document behind it", session: "Session (empty: the plenary that opens next)", closes: "Last day", topics: "Topics", publishOn: "To be out on", publisher: "Who publishes it", publish: "Publish the call", announce: "Announce it first, topics later",
    announcing: "Announcement", sendAnnounce: "Announce", cancel: "Not now", missing: "Still to fill in: {what}", kept: "The draft is kept in this tab until it is out.", sending: "Sending …", publishing: "Publish this call", separator: ", ",
  },
  gap: { title: "title", basis: "the document behind it", closes: "last day", topics: "at least one topic", source: "the source of each topic", publishOn: "the day", publisher: "who publishes it" },
  topic: {
    title: "Topic", source: "Source", add: "Add a topic", drop: "Remove topic {number}", numbered: "Topic {number}", pool: "Choose from the pool ({count} unused)", noPool: "No unused topic in the pool.", find: "Find in the pool", withdrawn: "Withdrawn", left: "{count} places left", full: "No place left",
    offered: "Offered to {who}, answer by {on}", take: "Take", offer: "Offer it to somebody", chain: "What came of the topic", forward: "Forward", poolAway: "The pool cannot be read now; you can write topics yourself.",
  },
  from: { outcome: "From an outcome", county: "From another county", member: "From a member", body: "From a body", unit: "From a unit", public: "From the public" },
  call: {
    back: "Back to calls", correct: "Correct", close: "Close early", drop: "Drop it", closeSure: "Nothing is booked after that; what is booked stays. Close it?", closeYes: "Close", dropReason: "Why it is dropped", dropYes: "Drop it", reason: "Why it is corrected", newTitle: "Title", newCloses: "Last day",
    withdraw: "Topics to withdraw (that nobody booked)", add: "Topics to add", save: "Publish the correction", corrections: "Corrections", corrected: "{on}: {reason}", before: "Title before: {title}", closesBefore: "Last day before: {on}", added: "Added: {what}", gone: "Withdrawn: {what}", basis: "Behind it: {basis}", changed: "Somebody else has just changed this call; what it says now was read. What you typed is kept: look it over and publish it again.",
  },
  offer: {
    title: "Offer “{topic}”", to: "To", member: "A member", body: "A body", who: "Name (choose from the list)", unknown: "Not in the directory; choose from the list.", answerBy: "Answer by (empty: as the county has it)", due: "Worked up by (empty: as the county has it)", note: "Note (optional)", send: "Offer it",
    list: "Offers and answers", none: "Nothing was offered yet.", withdraw: "Withdraw the offer", reason: "Why it is withdrawn", until: "answer by {on}", said: "Reason: {reason}",
  },
  offerState: { open: "Waiting", accepted: "Accepted", declined: "Declined", withdrawn: "Withdrawn", lapsed: "Not answered" },
  booking: {
    title: "Bookings", holder: "Holder", topic: "Topic", call: "Call", due: "Due", state: "State", step: "Next milestone", late: "late", none: "No booking yet.", file: "bookings.csv", offersFile: "offers.csv", pick: "Open a topic for its details.", team: "Team", research: "Research", milestones: "Milestones", done: "done {on}", notDone: "by {on}", reminded: "reminded", noPlan: "No plan yet.",
    extend: "Extend", extendTo: "Until", extendReason: "Why it is extended", extended: "Extended {count} times", release: "Take the booking back", releaseReason: "Why it is taken back", releaseYes: "Take it back", proposal: "The proposal", close: "Close", open: "Open", all: "All", range: "{from} to {to}", detail: "The booking", only: "Only open ones",
  },
  bookingState: { open: "Open", fulfilled: "Filed", released: "Given up", lapsed: "Lapsed" },
  suggest: {
    title: "Suggested topics", lead: "What members, bodies, units and the public suggest. What is accepted joins the pool that calls take their topics from; what is not needs a reason.", none: "Nothing was suggested.", noneOpen: "Nothing waits for you.", only: "Only those that wait", grounds: "Grounds", from: "{who}, {at}", accept: "Accept", decline: "Decline", merge: "Merge", title2: "Topic (may be reworded)", reason: "Why not (the suggester sees this)",
    into: "Into which", noAlike: "Nothing in much the same words.", alike: "{share} of the same wording", contact: "Contact", noContact: "No contact was left.", showContact: "Show the contact", before: "As it was written: {title}", why: "Reason: {reason}", accepted: "Accept “{title}”", cancel: "Cancel", save: "Do it", file: "suggestions.csv", anonymous: "The public", find: "Find topic or grounds",
  },
  progress: { proposed: "Waiting", accepted: "Accepted", declined: "Declined", merged: "Merged", in_call: "In a call", booked: "Booked", filed: "Filed" },
};
export default en;
