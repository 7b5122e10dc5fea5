const zh = {
  title: "通知发送", lead: "短信、邮件等发出的情况；站内通知不受影响，委员登录后都能看到。", which: "状态", every: "全部", none: "没有这样的记录。", more: "再看以前的", file: "通知发送.csv", refresh: "刷新",
  member: "委员", channel: "渠道", what: "内容", state: "状态", attempts: "次数", tries: "{done} / {allowed}", reason: "原因", made: "生成时间", next: "下次发送", retry: "重新发送", again: "已重新排队，马上发送。",
  sandbox: "试用：不真正发送", kept: "以下内容只留在平台里，没有发给任何人。", to: "收件", unreadable: "已不能打开",
  states: { waiting: "等待发送", sent: "已发出", delivered: "已送达", failed: "发送失败" },
  channels: { mobile: "短信", mail: "邮件", wecom: "企业微信" },
  purposes: { notice: "通知", change: "联系方式变更", code: "验证码" },
  reasons: {
    sandbox: "试用，只保存", "no-answer": "网关没有应答", "unexpected-answer": "网关答复看不懂", unreachable: "连不上网关", "no-gateway": "没有配置网关", "contact-changed": "联系方式已改", "contact-gone": "联系方式已删", "contact-unreadable": "联系方式打不开", "code-over": "验证码已过期",
  },
};
export default zh;
export type SentWords = typeof zh;
