const zh = {
  title: "委员履职台账", lead: "每一分都来自系统记录的一件事，按本县当日的办法计分；打开一位委员，逐笔可查。", year: "年度", member: "委员", file: "履职台账.csv", none: "这一年还没有计分的事。",
  take: "下载逐笔明细（xlsx）", taking: "正在准备……", book: "履职台账{year}.xlsx", back: "返回履职台账", one: "{name}的履职台账",
  kind: { filed: "提出", cosigned: "联名", admitted: "立案", key: "重点", excellent: "优秀", total: "合计" },
};
export default zh;
export type LedgersWords = typeof zh;
