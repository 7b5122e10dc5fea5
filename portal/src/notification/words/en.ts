import type { NoticesWords } from "./zh-CN";

const en: NoticesWords = {
  title: "Notices",
  none: "No notices.",
  unread: "unread",
  readAll: "Mark all as read",
  more: "Earlier notices",
  proposal: "See the proposal",
};
export default en;
