const zh = {
  page: {
    title: "跟踪督办", lead: "往年列入计划、不满意、未办完的提案，和本届建议跟踪的提案。列为跟踪后定期回看，有了结果再结束。", words: "查找案由、案号、年份、督办人、事由", count: "共 {count} 件",
    none: { candidates: "没有建议跟踪的提案。", tracked: "没有在跟踪的提案。", finished: "还没有结束跟踪的提案。" }, noneFit: "没有符合筛选条件的提案。", untitled: "本届提案的案由暂时取不到。",
    more: "再显示 {count} 件", export: "导出表格",
  },
  list: { candidates: "建议跟踪", tracked: "跟踪中", finished: "已结束" },
  column: { number: "案号", title: "案由", reasons: "事由", supervisor: "督办人", last: "上次回看", next: "下次回看", finding: "结论" },
  reason: { planned: "列入计划", dissatisfied: "不满意", unfinished: "未办完", recommended: "建议跟踪" },
  row: {
    year: "{year} 年第 {number} 号", since: "{at} 起督办", last: "上次回看 {at}", never: "还没有回看过", next: "下次回看 {at}", late: "回看已过期（{at}）", followUps: "待落实 {count} 项", key: "重点提案，由领导督办", open: "回看与登记",
    finding: "结论：{finding}", handled: "还在办理",
  },
  act: { designate: "列为跟踪", finish: "结束跟踪", close: "不经签字办结", cancel: "先不办", sending: "正在提交……" },
  form: {
    reason: "为什么跟踪、跟踪到什么时候", finding: "核查结果（办成了什么、还差什么）", why: "为什么没有签字", closeReason: "具体情况", finishHint: "结束后不再回看；结论会一直留着。", closeHint: "办结后不能再签字，仍计入总数，不计为满意。",
  },
  steps: { title: "跟踪与办结", designated: "{at} 列为跟踪", finished: "{at} 结束跟踪", closed_unsigned: "{at} 不经签字办结（{why}）", none: "没有列为跟踪。", away: "跟踪情况暂时取不到。" },
  why: { died: "委员去世", left_office: "委员离任", unreachable: "联系不上", refused: "拒绝签字" },
  closing: {
    waiting: "等签字的答复 {count} 份，已催签 {least} 次（本县规定先催 {most} 次）。", unknown: "等签字的答复 {count} 份，已催签 {least} 次。",
    lack: { nothing: "没有等签字的答复，不能这样办结。", reminders: "催签次数还不够；委员去世或离任的除外。" }, owed: "所有单位都已答复才能办结。",
  },
};
export default zh;
export type TrackingWords = typeof zh;
