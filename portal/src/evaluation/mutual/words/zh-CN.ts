const zh = {
  title: "双向评议",
  lead: "首次答复印发后，承办单位评提案，第一提案人评办理工作，各评一次。双方都评完或者期满以前，互相看不到。评议不是对答复的签字确认，不影响签字，也不引起重新办理。",
  none: "现在没有双向评议。首次答复印发后，会请您评议。", closedHere: "本县没有开展双向评议，不需要您评议。", away: "双向评议暂时取不到，其余内容不受影响。",
  todo: "等您评议（{count} 件）", over: "其他评议", rate: "去评议", look: "看一看", until: "请在 {due} 前评议", kept: "已存本机，还没有送达", untitled: "（案由暂时取不到）",
  task: { proposer: "请评议办理工作（双向评议）", unit: "请评议提案（双向评议）" },
  state: { wait: "等您评议", given: "您已评议", done: "已结束", missed: "已结束，您没有评议", open: "进行中" },
  one: {
    back: "回到双向评议", unit: "承办单位：{unit}", due: "{due}前评议", proposal: "看这件提案", rateProposal: "评议提案", rateHandling: "评议办理工作", sent: "您的评议已经送达，不能再改。",
    ofProposal: "承办单位对提案的评议", ofHandling: "提案者对办理工作的评议", total: "合计 {total} 分（满分 {maximum}）", of: "满分 {maximum}", says: "评语：{text}", hidden: "已经评过。双方都评完，或者{due}期满以后，才能看到。", yet: "还没有评。", never: "没有评。",
    leader: "评议由本单位的经办人员提交。",
  },
};
export default zh;
export type MutualWords = typeof zh;
