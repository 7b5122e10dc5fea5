const zh = {
  title: "预约的题目", back: "征集与预约", due: "请在{on}前提交提案", extended: "已延期 {count} 次", ofTeam: "您是调研组成员；计划由预约人填写。", none: "还没有调研计划。可以写下分几步、谁参加、何时调研，到期前会提醒您。", noneOver: "没有调研计划。",
  make: "写调研计划", change: "修改计划", write: "去写提案", proposal: "看这件提案", saved: "计划已保存。",
  state: { fulfilled: "已提交提案", released: "已退掉", lapsed: "已过期" },
  part: { team: "调研组成员", others: "名录以外的人", research_from: "从哪天起", research_until: "到哪天", steps: "分步安排" },
  step: { name: "做什么", due: "何时完成", done: "{on}完成", late: "应在{on}完成，已过期", by: "{on}前完成", reach: "完成了", when: "哪天完成的", sure: "确认完成", said: "“{name}”已记为完成。" },
  form: {
    title: "调研计划", stale: "计划刚刚被他人改过。", changed: "改的是：{what}。", kept: "您填的都在，请核对后再保存。", stepsHint: "每一步都在{on}以前。已完成的不能删去。", research: "调研时间", teamHint: "本县在任委员，预约人不用填。",
    othersHint: "一行一个姓名，不要写电话", add: "再加一步", drop: "删去", save: "保存计划", cancel: "取消", sending: "正在提交……",
  },
  gap: { stepName: "有一步没有写做什么。", stepDue: "有一步没有写何时完成。", stepTwice: "有两步写的一样。", stepLate: "有一步晚于{on}。", research: "调研时间要先起后止，且不晚于{on}。" },
  rule: {
    "team-large": "调研组人数超过了本县规定", "team-twice": "调研组里有人写了两次，或写了预约人自己", "milestones-many": "步数超过了本县规定", "milestone-twice": "有两步写的一样", "milestone-done": "已完成的一步不能删去，也不能再记一次",
    "milestone-date": "日期不对：新的一步从今天起、不晚于预约到期日；完成日不能在今天以后", "milestone-unknown": "计划里已没有这一步", "research-dates": "调研时间不对", "booking-over": "预约已到期", state: "这个预约已经结束", "not-a-member": "调研组里有人不是本县在任委员",
  },
};
export default zh;
export type PlanWords = typeof zh;
