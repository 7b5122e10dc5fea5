import type { RoomWords } from "./zh-CN";

const en: RoomWords = {
  code: {
    title: "Sign-in code", show: "Show the sign-in code", hide: "Hide the code", full: "Full screen", leave: "Leave full screen", picture: "QR code for signing in", how: "Scan it with a phone to sign in; without a camera, type the code on the consultation's page.", changes: "The code changes by itself; please do not pass it on.",
    reading: "Asking for the code…", away: "The code cannot be read at the moment and is asked for again; the last one is void.", relative: "The county has not set its whole public address yet: phones outside may not open the QR code. Type the code instead.",
  },
  came: {
    title: "Who came", none: "Nobody has signed in yet.", code: "signed in by the code {at}", entered: "entered by {who} {at}", named: "named in the record only", unnamed: "signed in, not named in the record", hand: "Enter somebody without a phone", name: "Name", role: "As", enter: "Enter as present", sending: "Sending…", cancel: "Not now",
    hint: "Your unit and the proposers sign in themselves; enter here residents, experts and others who have no login.",
  },
  role: { unit: "handling unit", proposer: "proposer", beneficiary: "beneficiary", expert: "expert", other: "other" },
  sign: {
    title: "Sign in to a consultation", forum: "Sign in to a meeting", code: "Sign-in code", hint: "8 letters and digits on the screen in the room", send: "Sign in", sending: "Signing in…", done: "You are signed in", at: "Signed in at", meeting: "Time", where: "Place", as: "As", open: "Open the consultation", openForum: "Open the meeting", home: "Home", go: "I am here: sign in",
    signed: "You signed in {at}.",
  },
  files: {
    title: "Files", none: "No files yet.", add: "Add a file", what: "Kind of file", choose: "Choose a file", going: "Sending {name}", take: "Download", taking: "Downloading…", remove: "Remove", why: "Why it is removed", sure: "Remove it", cancel: "Keep it", removed: "Removed files (read by the conference alone)", unscanned: "not scanned for viruses",
    fixed: "The record is confirmed; its files stay as they are.", by: { unit: "the unit", proposer: "a proposer", mine: "you" },
  },
  purpose: { material: "Material", photo: "Photo", minutes_scan: "Scan of the minutes", evidence: "Evidence", agenda: "Agenda" },
  settle: {
    title: "Settle the objection", lead: "A proposer says that the record is wrong. Both sides hear of your finding.", points: "Objected to: points {numbers}", whole: "The objection is to the record as a whole.", which: "Finding", upheld: "The objection is right; the record does not count", stands: "The record is right", finding: "What was found, and why", send: "Settle it", sending: "Sending…",
  },
  ask: {
    title: "Ask the unit to talk it over", lead: "The unit is told, and fixes a time or says why it cannot within the county's days.", phase: "Which phase", reason: "What should be talked over", send: "Send the call", begin: "Call for a consultation", cancel: "Not now", sending: "Sending…",
  },
  waive: {
    title: "No consultation needed", lead: "The first proposer alone decides. The unit may go on; the phase does not count as held.", reason: "Why it is not needed", send: "Waive it", begin: "Waive it", sure: "It cannot be taken back.",
  },
  release: {
    title: "The proposer cannot be reached", lead: "After attempts without an answer the phase may be released; it does not count as held. How many attempts, the county's rules say.", reason: "What happened", attempts: "Attempts", on: "Day", how: "How", example: "e.g. called, no answer", add: "One more", drop: "Remove", send: "Release it", begin: "Release it",
  },
  talks: {
    title: "Consultations", none: "The unit has recorded none yet.", unassigned: "The proposal has not been assigned yet.", ended: "ended", cycle: "Cycle {number}", due: "by {at}", overdue: "overdue", open: "Open", unit: "Handled by {unit}", call: "Called for: {reason}", back: "Back to the proposal", declined: "The unit's reason: {reason}", go: "Consultations",
  },
  refused: {
    "sign-in-code": "The code is wrong or has changed: take the one that the screen shows now.", "sign-in-window": "Signing in is not possible at this time.", "not-invited": "You are not on the list; somebody in the room can enter you.", "consultation-state": "That is not possible with this consultation now.", "forum-state": "That is not possible with this meeting now.", "not-found": "There is no such consultation or meeting; please scan the QR code anew.",
    "files-fixed": "The record is confirmed; its files stay as they are.", "document-other": "Somebody else brought this file, who alone may remove it.", "document-purpose": "This kind of file cannot be added now.", "attachments-full": "Too many or too large files for the county's rules.", "attached-already": "The same file is there already.", infected: "The scanner found a virus in this file; it was not taken.", stale: "It has changed since you read it: read it anew first.", "type-refused": "This kind of file is not taken: use PDF, OFD, a picture, Word, Excel or PowerPoint.", phase: "This phase is not (or no longer) open.", "already-called-for": "It is called for already; the unit is to answer.", "already-scheduled": "The unit has fixed a time already.", "first-proposer": "Only the first proposer in person may waive it.",
    attempts: "The days or number of attempts do not meet the county's rules.", "assignment-state": "This assignment has ended.",
  },
};
export default en;
