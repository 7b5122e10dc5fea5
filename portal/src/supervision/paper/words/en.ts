import type { PaperWords } from "./zh-CN";

const en: PaperWords = {
  list: {
    title: "Paper forms", lead: "A form that a member signed on paper is entered by one clerk and held against its scan by another; only then is it a signature, shown as assisted.",
    waiting: "Waiting for the second clerk ({count})", noWaiting: "No form waits.", check: "Compare", unsigned: "Not signed yet ({count})", noUnsigned: "Everybody who was asked has signed.",
    enter: "Enter a form", file: "unsigned.csv", nameless: "(title not available now)",
  },
  column: { title: "Title", number: "Number", member: "Member", unit: "Unit", cycle: "Cycle", reminded: "Times reminded" },
  form: {
    back: "Back to paper forms", proposal: "The proposal and its reply", member: "Member", unit: "Unit", cycle: "Cycle {cycle}", signed: "The member has signed ({method}).",
    ended: "Nothing is signed on this reply any more: its supervision has ended, or it is handled anew.", notAsked: "This member is not asked to sign it.",
  },
  enter: {
    title: "Enter a paper form", scan: "Scan of the signed form (PDF, OFD, JPEG, PNG, TIFF)", chosen: "Chosen: {name}", choose: "Choose the scan", change: "Choose another", missing: "Still to fill in: {what}", save: "Enter it for the second clerk",
    sending: "Sending …", uploading: "Sending the scan, {share} gone", read: "Enter what the form says, and nothing for the member.",
    lost: "The entry is kept; its scan has not arrived. Send it once more, nothing is entered twice: without it nobody can compare.",
  },
  check: {
    title: "Hold it against the scan", entered: "Entered by {who}", own: "You entered this form; another member of staff confirms it. You can look at it here, and take it back if it is wrong.",
    scan: "Scan", noScan: "The scan is not here yet, only its digest.", add: "Add the scan", differs: "This is not the file that was entered; it was not sent.", open: "Download the scan ({name})", picture: "Scan of the form of {member}",
    confirm: "It says the same: confirm", dissatisfied: "The member is dissatisfied with the result: once confirmed the unit must handle it again, or the committee consults where it has done so already.", withdraw: "Wrong: take it back", reason: "Why it is taken back (the member sees this)", sendWithdraw: "Take this form back", cancel: "Leave it",
    confirmed: "Confirmed. The member's signature counts.", withdrawn: "Taken back; it can be entered anew.", changed: "It changed while you looked. This is what it says now: compare once more before you confirm.", blind: "Look at the scan before you confirm.",
  },
  field: { scan: "Scan", result: "Result", process: "Process", visited: "Visited", view: "View of the result", attitude: "Attitude (optional)", pointed: "To the point (optional)", comment: "Comment (optional)" },
  rating: { satisfied: "Satisfied", mostly_satisfied: "Mostly satisfied", dissatisfied: "Dissatisfied" },
  yesNo: { yes: "Yes", no: "No" },
  view: { agree: "Agrees", understand: "Understands", reserve: "Reserves", disagree: "Disagrees" },
  attitude: { good: "Good", fair: "Fair", poor: "Poor" },
  method: { passkey: "own device", paper: "on paper, assisted", sm2: "SM2 certificate" },
  none: "(not filled in)", separator: ", ",
};
export default en;
