import type { UnitWords } from "./zh-CN";

const en: UnitWords = {
  desk: {
    title: "Handling desk", todo: "Waiting for your unit", nothing: "Nothing waits for your unit.", all: "Proposals that your unit handles",
    none: "Nothing has been assigned to your unit yet.", promises: "Your unit's commitments", noPromises: "No open commitments.",
    away: "{part} cannot be read at the moment; all else can.", asks: "To be answered for supervision", point: "Opinion or question", more: "{count} more, due later.",
  },
  tile: {
    overdue: "overdue", accept: "to accept", hold_consultation: "to consult", answer_call: "calls to answer", agree_plan: "plans to agree",
    draft_reply: "replies to draft", approve_reply: "to approve", countersign: "to countersign", answer_point: "opinions to answer", broken: "missed commitments",
  },
  column: { number: "No.", title: "Title", role: "Role", state: "State", due: "Reply due", cycle: "Cycle", promise: "Commitment", proposal: "Proposal" },
  work: {
    away: "The proposal's text cannot be read at the moment; it can be handled all the same.", urgent: "Urgent", cycle: "Cycle {number}",
    mine: "Your unit handles suggestions {numbers}", asks: "Suggestions", whole: "The proposal's whole course", text: "Situation and analysis", due: "Reply due",
    notice: "Assignment notice", beside: "Units beside it", back: "Back to the desk",
    ended: "This assignment has ended; nothing is to be done on it any more.",
  },
  answer: {
    title: "Accept or give back", until: "Accept or give back by", accept: "Accept", give_back: "Give back", reason: "Why it is given back",
    unit: "Which unit should handle it", choose: "Choose", refused: "The return was refused. It is to be handled; the unit's leader may object in writing once, in time.",
    dispute: "Object in writing", statement: "Why", waiting: "The return is with the assigning office.", disputed: "The objection is with the leader who decides.",
  },
  gates: {
    title: "Steps", given_up: "given up (does not count as held)", open: "done", missing: "{count} missing", times: "{phase}, {times} × ({forms})",
    confirming: "Each of {who} must confirm", plan_agreed: "Before the plan", approval: "Before the approval", closing: "Before the closing",
    away: "What must be talked over cannot be read at the moment.", none: "The county asks for no consultation on this proposal.",
  },
  phase: { before: "consultation before", during: "consultation during", after: "consultation after" },
  form: { face_to_face: "face to face", site_visit: "site visit", meeting: "meeting", video: "video", phone: "phone", written: "in writing" },
  talk: {
    title: "Consultations", none: "None in this cycle yet.", schedule: "Fix a time", record: "Record one that was held", decline: "It cannot be held", at: "Time",
    place: "Place", invited: "Who is invited (one a line)", held: "Day", form: "Form", phase: "Phase", asked: "Who asked for it", who: "Who was there", name: "Name",
    role: "As", add: "Add a person", drop: "Remove {name}", minutes: "What was said", points: "Point by point", point: "Point {number}", agreed: "agreed",
    addPoint: "Add a point", due: "by {at}", overdue: "overdue", why: "Why it cannot be held", cancel: "Not now", confirmedBy: "Confirmed by {who}",
    waiting: "Waits for a proposer to confirm it", disputed: "A proposer objects: {statement}", minutesFile: "Minutes", call: "A proposer asks for it: {reason}",
    bring: "Add a file", bringWhat: "Kind of file", sending: "{percent}% sent", finding: "Finding: {finding}", open: "Open the record", meet: "Sign-in and files", look: "Open",
    recordHere: "Record this one", proposers: "Proposers", files: "Files: {names}",
  },
  purpose: { material: "Material", photo: "Photo", minutes_scan: "Scan of the minutes" },
  participant: { unit: "handling unit", proposer: "proposer", beneficiary: "beneficiary", expert: "expert", other: "other" },
  talkState: {
    called_for: "asked for", declined: "declined", scheduled: "fixed", called_off: "called off", recorded: "to be confirmed", confirmed: "confirmed", disputed: "disputed",
    stands: "the record stands", struck: "the record was wrong", waived: "waived by the proposer", released: "released by the committee",
  },
  plan: { title: "Plan", text: "What is done, by whom, by when", agree: "Agree on the plan", hint: "With the plan the reply can be drafted." },
  helper: { title: "Another unit's help", ask: "Ask for a helper", unit: "Unit", reason: "Why it is needed", open: "with the assigning office", granted: "granted", denied: "not granted" },
  reply: {
    title: "Reply", none: "No version yet.", draft: "Draft the reply", again: "Write another version", version: "Cycle {cycle}, version {version}", text: "Text of the reply",
    letter: "Letter (PDF)", word: "Letter (Word)", difference: "Difference to the one before", hide: "Hide the difference", same: "As the one before.",
    rejection: "Sent back: {reason}", opinion: "{unit} countersigned: {opinion}", agreedOnly: "agreed", waits: "Waits for {units}", approvedBy: "approved by {who}",
    classReason: "Why the class was changed: {reason}",
  },
  replyState: { draft: "draft", countersigning: "being countersigned", approved: "approved", vetted: "vetted", issued: "issued", rejected: "sent back" },
  act: {
    approve: "Approve", countersign: "Countersign", vet: "Vet", reject: "Send back", issue: "Issue", opinion: "Opinion (none: agreed)", number: "Number of the letter",
    reason: "Why it is sent back", class: "Class of the answer", classKept: "As it is", classReason: "Why it is changed", sending: "Sending…", cancel: "Not now",
  },
  silent: {
    title: "A helper does not answer", lead: "A helper that was asked and gives no answer need not be waited for on this version; the letter says so, and a late opinion is still taken. Attempts count from the draft on, by different days, as many as the county's rules say.", which: "Which helper", choose: "Choose", attempts: "Attempts", on: "Day", how: "How", example: "e.g. called the office", add: "One more", drop: "Remove", send: "Record it, and wait no longer",
    badge: "no answer", said: "{unit}: {attempts} (recorded by {who})", attempt: "{on}, {how}",
  },
  editor: {
    title: "Draft the reply", class: "Class of the answer", signatory: "Signatory", contact: "Contact", text: "Text of the reply", adoption: "Adoption", why: "What was done, or why not",
    promise: "What is promised", by: "Done by", promised: "With a dated commitment", save: "Hand in this version", saving: "Handing in…",
    kept: "What you typed is kept in this tab until it is handed in.", lacks: "Missing: {what}",
    owed: "The last reply made a commitment on this suggestion: commit again, or answer it as adopted.", from: "Taken over from the last version.",
    suggestion: "Suggestion {number}", unsaved: "It becomes a version of its own; the last one is kept.",
  },
  class: { solved: "Solved or adopted", planned: "Planned step by step", reference: "For reference", infeasible: "Not possible under the circumstances" },
  adoption: { adopted: "adopted", partly: "partly adopted", planned: "planned", not_adopted: "not adopted" },
  field: {
    class: "class of the answer", signatory: "signatory", contact: "contact", text: "text of the reply", why: "answer to suggestion {number}",
    promise: "commitment on suggestion {number}", due: "a day to come for suggestion {number}",
  },
  promise: {
    led: "Record outcomes, decide on publication",
    title: "Commitments", due: "by {at}", missed: "missed", claim: "Report as done", proof: "What was done, and its proof",
    waiting: "Waits for the proposer or the committee to verify it", none: "No commitments.", released: "Released: {reason}",
  },
  promiseState: { open: "open", missed: "missed", claimed: "reported, to be verified", kept: "kept", released: "released", superseded: "replaced by a later one" },
  opinion: {
    title: "An opinion of a meeting", question: "A member's question", due: "Answer by {at}", answer: "Answer", text: "What you answer", adoption: "Adoption", none: "not said",
    send: "Send the answer", pressed: "Pressed: {text}", answered: "Answered; the other side has yet to accept it.", settled: "The answer was accepted.", closed: "Closed: {reason}",
  },
};
export default en;
