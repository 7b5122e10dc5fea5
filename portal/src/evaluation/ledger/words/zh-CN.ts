const zh = {
  title: "我的履职台账", lead: "每一分都来自系统记录的一件事，按本县当日的办法计分；撤案、撤销荣誉等会另记一笔扣回。", reading: "正在读取……", none: "还没有计分的事。", year: "{year} 年", total: "合计 {points} 分", points: "{points} 分",
  lines: "逐笔明细", counted: "计入 {points} 分", capped: "已到本年上限，计入 {points} 分", back: "扣回：{date} 所记", taken: "扣回", print: "打印", proposal: "看这件提案", home: "返回首页",
  kind: { filed: "提出提案", cosigned: "联名提案", admitted: "提案立案", key: "列为重点提案", excellent: "评为优秀提案" },
};
export default zh;
export type LedgerWords = typeof zh;
