const zh = {
  page: { title: "与党政督查系统的交换", lead: "发出的按县连续编号，永久保留；收到的按来源和编号识别，重复的只办一次。", day: "日期" },
  day: {
    title: "{on} 对账", sent: "发出 {count} 条", waiting: "其中 {count} 条还没有送到", received: "收到 {count} 条", none: "对方还没有报来这一天的清单，无从比对。", same: "对方报来的清单与本县一致。", different: "有 {count} 处不一致。",
    side: "{source} 于 {at} 报来", missing_there: "对方没有的", unknown_there: "本县没有发过的", missing_here: "本县没有收到的", unreported: "对方没有列出的", resend: "把这一天的重新发一遍", resent: "已重新发出 {count} 条，编号不变。", sending: "正在发……",
  },
  sent: { title: "发出", none: "这一天没有发出。", waits: "等待送出", number: "第 {number} 号", proposal: "看这件提案" },
  type: {
    OrderIssued: "发出督办文书", UrgeIssued: "催办", UrgeAnswered: "催办的回复", DeadlineMissed: "逾期", ReplyIssued: "正式答复", SignOffGiven: "委员签字", SignOffCompleted: "签字完成", Acknowledged: "收件回执", Rejected: "未受理回执", DayCompared: "对账结果",
    DirectiveGiven: "领导批示", InspectionAnnounced: "督查通知", AssessmentPublished: "考核结果", DayReported: "对方的当日清单",
  },
  received: { title: "收到", none: "这一天没有收到。" },
  held: {
    title: "暂存待处理", lead: "乱序的、读不出的和处理失败的消息停在这里，其余照常。", none: "没有暂存的消息。", at: "{at} 暂存，{bytes} 字节", from: "来自 {source} 第 {sequence} 号", unknown: "来源不明", decided: "已决定：{decision}（{who}），几秒内生效", why: "理由", retry: "再处理一次", give_up: "放弃", skip: "不再等缺的那条", sending: "正在提交……",
  },
  reason: { gap: "前一条没有到", malformed: "读不出", poison: "处理失败" },
  status: { received: "已受理", rejected: "未受理" },
};
export default zh;
export type ExchangeWords = typeof zh;
