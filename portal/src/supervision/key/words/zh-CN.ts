const zh = {
  page: {
    title: "重点提案遴选", session: "届次", none: "还没有届次。", noSession: "先在“名录”里建立届次。",
    few: "本届立案 {admitted} 件，太少，没有一个件数在政策范围内：列几件都写明理由。已推荐 {recommended} 件，已确定 {designated} 件。", quota: "本届立案 {admitted} 件，重点提案按政策应为 {fewest} 至 {most} 件；已推荐 {recommended} 件，已确定 {designated} 件。", within: "在政策范围内", outside: "超出政策范围，须写明理由",
  },
  nominees: {
    title: "推荐提名", none: "还没有提名。", fresh: "提名一件", proposal: "哪件提案（按标题查找）", unknown: "没有这件已立案的提案。", by: "提名单位（如某专委会）", reason: "提名理由", send: "提名", cancel: "取消", sending: "正在提交……",
    mean: "平均 {mean}", spread: "相差 {spread}", sheets: "{count} 人评分", few: "评分不足 {least} 人，还不能列入推荐", mine: "我的评分", score: "评分", save: "保存评分", from: "{least}–{most} 分，占 {weight}%", whose: "{by}：{reason}", withdraw: "撤回 {by} 的提名", why: "撤回理由", withdrawing: "撤回提名", own: "其他人的评分在推荐前不显示。",
    file: "重点提案提名.csv", export: "导出", number: "案号", subject: "案由", group: "类别", average: "平均分", difference: "最高与最低之差", count: "评分人数",
  },
  list: {
    title: "提案委员会推荐名单", lead: "勾选列入的提案，按顺序排列；前几号由主要领导领衔。", none: "名单还是空的。", count: "已列 {count} 件", place: "“{title}”现在是第 {place} 件", up: "上移", down: "下移", take: "列入“{title}”", key: "{number} 号，{leader}领衔", outside: "超出范围的理由", save: "保存推荐名单", by: "{who} 推荐",
  },
  decide: {
    title: "主席会议决定", lead: "名单是本届全部重点提案。与推荐名单或现有重点提案不同的，逐件写明理由。", on: "会议日期", document: "文号", whyIn: "列入“{title}”的理由", whyOut: "不列入“{title}”的理由", correction: "为何更正第 {last} 次决定", save: "记录决定", done: "第 {decision} 次决定：{on}，{document}，共 {count} 件（{who}）", differences: "与名单的不同", corrects: "更正第 {last} 次决定：{why}",
    missing: "请补齐：日期、文号、每一处不同的理由，超出政策范围的理由，更正前次决定的理由。",
  },
  allocation: {
    title: "分工领衔", none: "还没有分工方案。", propose: "按分管和件数拟一个方案", again: "重新拟方案", working: "正在计算……", leader: "领衔领导", load: "件数 {before} → {after}", edited: "已人工调整", edit: "改为", reason: "调整理由", save: "调整", confirm: "确认分工", confirmed: "已确认，领导已就位。", waits: "待主席会议确认。", short: "提案不够：{count} 位领导达不到政策的最少件数。", relaxed: "{leader} 只有 {load} 件，少于政策的 {least} 件。",
    file: "重点提案分工.csv", why: "依据",
  },
  state: { proposed: "待确认", confirmed: "已确认" },
};
export default zh;
export type KeyWords = typeof zh;
