import type { ServiceWords } from "./zh-CN";

const en: ServiceWords = {
  desk: {
    title: "Service quality", lead: "What was said at meetings and by anybody is the problem list; with an owner and a day it is the responsibility list; done and proven, only who raised it closes it.", none: "Nothing here.", away: "The forms cannot be read now; the lists are not affected.",
    owner: "Owner", anyOwner: "Everybody", overdue: "Only overdue ones", form: "From the form", anyForm: "Wherever from", exportList: "Export this list (Excel)", exportAll: "Export both lists (Excel)", exportFailed: "The list was not exported.",
  },
  tab: { raised: "Problem list", assigned: "Responsibility list", resolved: "Waiting for who raised it", verified: "Closed" },
  forms: {
    title: "Opinion forms", none: "No form yet.", fresh: "Open a form", name: "Title (shown to who writes)", note: "Note (optional)", closes: "Last day (optional)", open: "Open it", close: "Close it", closeSure: "Link and QR code take nothing more; what came stays.", closeYes: "Close", cancel: "Not now",
    link: "Link and QR code", hide: "Hide", copy: "Copy the link", copied: "Copied", code: "QR code of the form “{title}”", download: "Download the QR code", relative: "The county has not named its whole public address, so that phones outside cannot open the code. Set `page` of the policy `opinion_form` to it.", state: { open: "Open", closed: "Closed" },
    until: "until {on}", got: "{count} came", by: "opened by {who}", sending: "Sending …", fileName: "opinion-form-{title}.svg",
    asks: "Ask a proposal's beneficiaries about the result (counts in their approval)", proposal: "Which proposal (by title)", unknownProposal: "No admitted proposal is called so.", ratings: "Ratings",
  },
  ratings: { reading: "Reading the ratings …", all: "{count} ratings", satisfied: "Satisfied", mostly_satisfied: "Mostly satisfied", dissatisfied: "Dissatisfied", proposal: "This proposal" },
  gather: { title: "Write down what was said at a meeting", opinion: "Opinion", where: "At which meeting", who: "Who said it (of the directory; only they close it)", unknown: "Not in the directory; who stays unnamed uses a form.", save: "Add to the problem list" },
  issue: {
    from: { portal: "In the portal", meeting: "At a meeting", form: "By a form" }, unnamed: "unnamed", at: "at {where}", due: "by {on}", overdue: "overdue", owner: "Owner: {who}", proof: "Proof: {proof}", waits: "Waits for who raised it; where they are not convinced it gets an owner again.", waitsUnnamed: "Raised without a name: closed by the receipt.",
    assign: "Give it an owner and a day", again: "Give it an owner again", resolve: "Done: say how", who: "Owner (unit or name)", until: "By", proofText: "How it was done, and what proves it", save: "Save", saveProof: "Hand in the proof", cancel: "Cancel", verified: "Who raised it has confirmed.",
  },
  mine: {
    title: "Opinions on the service", lead: "Write what you think of how proposals are handled; once it is settled you say so.", write: "Your opinion", send: "Send", list: "What I raised", none: "You raised nothing yet.", verify: "It is settled", sent: "Sent: it is in the problem list.",
    state: { raised: "Waits for an owner", assigned: "Being settled", resolved: "Please confirm", verified: "Confirmed" }, notYet: "If it is not settled, do not confirm; write another opinion and say why.", go: "Opinions on the service",
  },
};
export default en;
