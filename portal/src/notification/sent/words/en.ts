import type { SentWords } from "./zh-CN";

const en: SentWords = {
  title: "Messages sent", lead: "What became of text messages and mail; notices in the portal are not touched by it, and members find them there.", which: "State", every: "All", none: "There are none.", more: "Earlier ones", file: "messages.csv", refresh: "Read again",
  member: "Member", channel: "By", what: "What", state: "State", attempts: "Tries", tries: "{done} of {allowed}", reason: "Reason", made: "Made", next: "Next try", retry: "Send again", again: "It waits to be sent again, at once.",
  sandbox: "On trial: nothing is really sent", kept: "These are kept in the platform, and were sent to nobody.", to: "To", unreadable: "cannot be opened any more",
  states: { waiting: "waits", sent: "sent", delivered: "delivered", failed: "failed" },
  channels: { mobile: "text message", mail: "mail", wecom: "WeCom" },
  purposes: { notice: "notice", change: "change of a contact", code: "code" },
  reasons: {
    sandbox: "on trial, only kept", "no-answer": "the gateway did not answer", "unexpected-answer": "the gateway's answer was not understood", unreachable: "the gateway was not reached", "no-gateway": "no gateway is set up", "contact-changed": "the contact was changed", "contact-gone": "the contact is gone", "contact-unreadable": "the contact cannot be opened", "code-over": "the code has run out",
  },
};
export default en;
