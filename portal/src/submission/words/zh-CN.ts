const zh = {
  number: "文号",
  signatory: "签发人",
  contact: "联系",
  suggestion: "建议 {number}",
  commitment: "承诺 {due} 前：{promise}",
  letter: "下载答复函（Word）",
  adoption: { adopted: "采纳", partly: "部分采纳", planned: "列入计划", not_adopted: "未采纳" },
  class: { solved: "已经解决", planned: "列入计划", reference: "留作参考", infeasible: "暂不可行" },
  text: "答复正文",
};
export default zh;
export type ReplyWords = typeof zh;
