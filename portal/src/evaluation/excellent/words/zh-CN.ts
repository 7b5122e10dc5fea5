const zh = {
  title: "优秀提案", lead: "经评审选出并表彰的提案，向全体委员和承办单位公布。", reading: "正在读取……", none: "还没有公布优秀提案。", year: "{year} 年", rank: "第 {rank} 名", untitled: "（案由暂时取不到）", home: "返回首页",
};
export default zh;
export type ExcellentWords = typeof zh;
