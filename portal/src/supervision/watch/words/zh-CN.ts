const zh = {
  watch: {
    title: "督办台", mine: "只看我督办的", all: "全部", class: "类别", anyClass: "各类", count: "共 {count} 件，按风险从高到低", none: "没有在督办的提案。", noneMine: "没有由您督办的提案。",
    nobody: "未定督办人", lastContact: "上次联系", never: "还没有联系过", next: "下一个日期", followUps: "待落实 {count} 项", open: "打开", export: "导出表格", words: "查找案由、案号、督办人",
    waiting: "等您处理的", answered: "单位已答复，请核实", toOrder: "待签发督办令 {count} 件",
  },
  county: { title: "全县督办情况", coverage: "督办覆盖率", watched: "一般提案督办率", key: "重点提案比例", high: "高风险", overdue: "逾期", silent: "久未联系", by: "各督办人", who: "督办人", proposals: "件数", of: "{part}／{whole}" },
  class: { key: "重点", general: "一般", tracked: "跟踪" },
  stage: { unassigned: "待交办", handling: "办理中", rehandling: "再次办理", awaiting_sign_off: "待签字", tracked: "跟踪中" },
  risk: { high: "高风险", medium: "中风险", low: "低风险", why: "为什么", points: "{points} 分" },
  next: { due: "答复期限", activity: "下次督办", follow_up: "落实期限", inspection: "专项检查" },
  file: {
    back: "回到督办台", supervisor: "督办人", contacts: "联系 {count} 次", opened: "开始督办", whole: "看这件提案的全过程", closed: "督办已结束。", deadlines: "各单位期限", noDeadlines: "还没有单位办理。",
    activities: "督办活动", noActivities: "还没有督办活动。", record: "登记督办活动", urge: "催办", urgeText: "催办内容", urgeUnit: "向哪个单位", send: "发出催办", appoint: "指定督办人", appointed: "督办人姓名",
    set: "指定", away: "{part}暂时取不到，其余内容不受影响。",
  },
  activity: {
    kind: "方式", held: "日期", findings: "情况和要求", members: "参加的委员", units: "参加的单位", others: "其他参加人（每行一人）", next: "下次督办日期（可不填）", asks: "要求单位落实的事项", what: "事项", due: "期限",
    unit: "单位", add: "加一项", drop: "去掉第 {number} 项", save: "登记", sending: "正在提交……", cancel: "先不填", by: "{who} 登记", participants: "参加：{who}",
  },
  kind: { site_visit: "现场督办", symposium: "座谈督办", call: "电话督办", instruction: "领导批示", urge: "催办", letter: "督办函" },
  asked: {
    title: "催办与落实", none: "没有催办，也没有待落实的事项。", urge: "催办", from: "{at} 发出", answer: "答复", reply: "答复这一项", text: "答复内容", send: "送出答复", close: "核实并结束", finding: "核实情况",
    due: "{at} 前", overdue: "已逾期", late: "逾期答复", waiting: "等待单位答复", verified: "已核实：{finding}", who: "{who}要求",
  },
  askedState: { open: "待答复", answered: "已答复", closed: "已结束", lapsed: "已失效" },
};
export default zh;
export type WatchWords = typeof zh;
