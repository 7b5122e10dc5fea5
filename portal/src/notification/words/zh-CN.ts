const zh = {
  title: "消息",
  none: "没有消息。",
  unread: "未读",
  readAll: "全部标为已读",
  more: "更早的消息",
  proposal: "看这件提案",
};
export default zh;
export type NoticesWords = typeof zh;
