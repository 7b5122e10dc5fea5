const zh = {
  page: {
    title: "过程约谈", lead: "委员对办理结果认可、只对办理过程不满意的，由提案委约谈，听清情况、记下结果再结束。", words: "查找案由、单位、委员、内容", count: "共 {count} 件，等得最久的在前", countEnded: "共 {count} 件，新的在前",
    none: { called: "没有等着约谈的委员。", talked: "没有谈过还未结束的。", ended: "还没有结束的约谈。" }, noneFit: "没有符合筛选条件的约谈。", titlesAway: "案由暂时取不到。", export: "导出表格", more: "再显示 {count} 件",
  },
  list: { called: "待约谈", talked: "谈过，未结束", ended: "已结束" },
  column: { title: "案由", unit: "承办单位", member: "委员", called: "提出日期", comment: "委员意见", talks: "约谈", conclusion: "结论" },
  one: {
    called: "{at} 签字时提出", waits: "已等 {days} 天", result: "对结果：{result}", comment: "委员意见：{comment}", noComment: "委员没有写意见。", held: "{at} {form}（{who} 登记）", conclusion: "结论：{conclusion}",
    declined: "委员表示不需要约谈", cycle: "第 {number} 轮办理",
  },
  result: { satisfied: "满意", mostly_satisfied: "基本满意", dissatisfied: "不满意" },
  form: { face_to_face: "当面", phone: "电话", site_visit: "现场", meeting: "会议", video: "视频", written: "书面" },
  act: { hold: "登记约谈", end: "结束约谈", decline: "委员不需要约谈", cancel: "先不办", sending: "正在提交……" },
  field: { held: "约谈日期", form: "方式", outcome: "谈了什么、有何结果（委员会看到）", conclusion: "结论（委员会看到）", declined: "委员怎么说的（委员会看到）" },
  mine: {
    title: "就办理过程的约谈", back: "返回消息", lead: "您签字时对办理过程不满意，提案委会与您联系。", called: "提案委将与您联系。", talked: "提案委已与您谈过，还未结束。", ended: "约谈已结束。", proposal: "看提案", staff: "到约谈清单处理",
    yours: "您签字时的意见", unit: "承办单位",
  },
};
export default zh;
export type TalkWords = typeof zh;
