const zh = {
  page: {
    title: "答复期限", lead: "各单位的答复期限、延期申请和中止计时。延期由两办决定，期限为什么是这一天，双方都看得到。", words: "查找案由、案号、单位、理由",
    none: "没有这类期限。", noneFit: "没有符合筛选条件的期限。", more: "再显示 {count} 件", titlesAway: "案由暂时取不到，期限不受影响。", decisions: "申请与决定", handling: "看办理情况",
    export: "导出表格", count: "共 {count} 件，先到期的在前",
  },
  list: { asked: "待决定的延期", late: "已逾期", near: "七天内到期", paused: "已中止", running: "未到期", over: "已了结" },
  column: { number: "案号", title: "案由", unit: "承办单位", due: "期限", state: "状态", wished: "申请延至", reason: "理由", why: "为什么是这一天" },
  state: { running: "计时中", paused: "已中止", missed: "已逾期", met: "已答复", lifted: "已免" },
  date: {
    due: "答复期限", paused: "{at} 起中止计时：{reason}", asked: "{unit}申请延期至 {due}：{reason}", waiting: "等待两办决定。期限在决定前不变。",
    refused: "上次延期申请（至 {due}）未获同意：{reason}", latest: "按本县规定最晚可到 {at}。", exhausted: "已到本县规定的最长期限（{at}），不能再延。", away: "以前的申请与决定暂时取不到。",
    record: "申请与决定记录（{count}）", noRecord: "没有申请过延期。",
  },
  what: { requested: "单位申请延至 {due}", extended: "同意延至 {due}", refused: "不同意延至 {due}", paused: "中止计时", resumed: "恢复计时，期限为 {due}" },
  by: "{who} 决定",
  act: { request: "申请延期", again: "改写申请", extend: "直接延期", grant: "同意延期", refuse: "不同意", pause: "中止计时", resume: "恢复计时", cancel: "先不办", sending: "正在提交……" },
  form: {
    due: "延期至", reason: "理由", requestReason: "为什么需要延期", refuseReason: "不同意的理由（单位会看到）", pauseReason: "为什么中止（如等待上级批复）",
    resume: "从今天起恢复计时，中止的天数顺延到期限里。", holiday: "遇休息日顺延到下一个工作日。",
  },
  stale: "您阅读之后有了变化，现在显示的是最新的情况。填写的内容还在，请看过再提交。",
};
export default zh;
export type DeadlineWords = typeof zh;
