import type { NoticesWords } from "./zh-CN";

const en: NoticesWords = {
  title: "Notices",
  none: "No notices.",
  unread: "unread",
  readAll: "Mark all as read",
  more: "Earlier notices",
  proposal: "See the proposal",
  open: "See to it",
  read: "Open it",
  channels: "How I am told",
  how: {
    title: "How I am told", lead: "Everything stands under Notices here. What you are to do is sent as you choose below as well; what is urgent goes to all that is on file.", reading: "Reading…", file: "On file", none: "Nothing is on file. Ask the committee to enter it, so that you hear in time.", anew: "cannot be read any more: ask the committee to enter it again",
    checked: "checked by two members of staff", unchecked: "a second member of staff has still to check it", change: "A number is changed by two members of staff, so that nobody changes it in your name.", choose: "What I am to do is sent to", nowhere: "Nothing is sent; I read notices here", hours: "Not to be disturbed", from: "from", until: "until", hour: "{hour}:00",
    always: "At any hour", county: "At present the county's rule counts.", own: "At present your own choice counts.", save: "Save", saving: "Saving…", saved: "Saved.", back: "Back to the county's rule", notices: "Back to notices",
  },
  channel: { mobile: "text message", mail: "e-mail", wecom: "WeCom" },
};
export default en;
