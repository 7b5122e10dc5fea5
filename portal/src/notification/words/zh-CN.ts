const zh = {
  title: "消息",
  none: "没有消息。",
  unread: "未读",
  readAll: "全部标为已读",
  more: "更早的消息",
  proposal: "看这件提案",
  open: "去办理",
  read: "打开看看",
  channels: "怎样通知我",
  how: {
    title: "怎样通知我", lead: "所有消息都在本平台的“消息”里。需要您办的，还会发到下面选中的方式；紧急的会发到全部已登记的方式。", reading: "正在读取……", file: "已登记的联系方式", none: "还没有登记联系方式。请联系提案委登记，以便及时收到通知。", anew: "已无法读取，请联系提案委重新登记",
    checked: "已由两名工作人员核对", unchecked: "还待第二名工作人员核对", change: "更改号码须由提案委两名工作人员办理，以防他人冒改。", choose: "需要我办的，发到", nowhere: "都不发，只看本平台消息", hours: "免打扰时间", from: "从", until: "到", hour: "{hour}:00",
    always: "不设免打扰", county: "现在按本县的统一规定。", own: "现在按您自己的选择。", save: "保存", saving: "正在保存……", saved: "已保存。", back: "改回本县的统一规定", notices: "回到消息",
  },
  channel: { mobile: "手机短信", mail: "电子邮件", wecom: "企业微信" },
};
export default zh;
export type NoticesWords = typeof zh;
