const zh = {
  list: {
    title: "提案阅评", toDo: "还要评 {count} 件", done: "已评 {count} 件", none: "没有分给您的提案。", read: "阅评", open: "看一看", closed: "已结束", given: "已评", kept: "已存本机", untitled: "（案由暂时取不到）",
    hint: "提案已经下载到本机，没有网络也能阅评；联网后自动提交，只提交一次。", blind: "阅评不显示提案者。",
  },
  sheet: {
    back: "回到列表", situation: "情况", analysis: "分析", suggestions: "建议", away: "提案正文暂时取不到。", score: "评分表", of: "满分 {maximum}", levels: "评分参考", from: "{points} 分以上", total: "合计 {total} 分（满分 {maximum}）",
    comment: "评语（可不填）", send: "提交评分", sending: "正在提交……", lacks: "还没有评：{what}", beyond: "{what}须在 0 到 {maximum} 之间", given: "您的评分已经提交，不能再改。", offline: "没有网络。评分已存在本机，联网后自动提交，不会重复。",
    refused: "评分没有被接受：{why}", once: "提交后不能修改。", closed: "这件提案的阅评已经结束。", stepBack: "申请回避", reason: "回避理由", gave: "确认回避", cancel: "先不回避", stepped: "已经回避，由他人阅评。",
  },
  site: {
    title: "现场评分", hint: "评分表已经下载到本机，没有网络也能评分；联网后自动提交，只提交一次。", none: "没有要您评分的单位。", toDo: "还要评 {count} 项", score: "评分", number: "第 {number} 号", own: "单位自评", ownNone: "单位没有自评。",
    ownPoints: "自评 {points} 分", evidence: "依据", closed: "这一项已经算分，不再评分。",
  },
};
export default zh;
export type ScoringWords = typeof zh;
