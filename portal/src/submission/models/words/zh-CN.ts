const zh = {
  title: "范文", lead: "提案委选出的好提案，可以照着学怎么写。不显示提案者姓名。", none: "还没有范文。", noneSo: "没有这样的范文。", tag: "标签", sector: "界别", all: "全部", good: "好在哪里", back: "回到范文", write: "写一件新提案",
  session: "{session} · 第 {number} 号", archived: "往年提案", noText: "这件往年提案没有可以看的正文。", noMore: "已不再作范文：{reason}", gone: "这件提案不是范文。",
  mark: { title: "设为范文", edit: "修改说明", comment: "好在哪里（委员会看到）", tags: "标签（用逗号分开，可空）", send: "设为范文", save: "保存", again: "重新设为范文", cancel: "先不改", note: "只有已立案、提案者同意公开的提案可以作范文。", proposal: "看这件提案" },
  unmark: { do: "不再作范文", reason: "为什么不再作范文", send: "取消范文" },
  history: { title: "经过", marked: "设为范文", edited: "修改说明", unmarked: "取消范文" },
  stale: "刚刚有人改过，上面是现在的内容；您填写的还在，请看过再保存。",
  rule: { state: "状态已经变了。", "not-admitted": "只有已立案的提案可以作范文。", "no-consent": "提案者不同意公开，不能作范文。", "conflict-of-interest": "不能把自己的提案设为范文，由同事来定。", "not-found": "没有这件提案。" },
};
export default zh;
export type ModelsWords = typeof zh;
