/** Of the fields that several pages share. */
const zh = {
  membersOnly: "只有委员可以写提案；这个账号没有对应的委员。",
  see: "看这件提案",
  back: "返回",
  new: "写一件新提案",
  part: { title: "案由", situation: "情况", analysis: "分析", suggestions: "建议", form: "事项" },
  suggestion: "建议 {number}",
  addSuggestion: "再加一条建议",
  count: "{count} 字",
  countOf: "{count} / {limit} 字",
  severity: { must: "须改：", should: "宜改：", note: "提示：" },
  files: {
    title: "附件",
    none: "没有附件。",
    add: "添加附件",
    addSeal: "添加盖章扫描件",
    seal: "盖章扫描件",
    remove: "去掉",
    sure: "确定去掉",
    going: "正在上传 {name}",
    begin: "要添加附件",
    kinds: "可以是 PDF、OFD、照片、Word、Excel；每件不超过 32 MB。各县规定可能不同。",
  },
  pick: {
    search: "输入名字查找",
    remove: "去掉",
    none: "没有找到。",
    away: "名单暂时取不到，请稍后再试。",
    more: "还有 {count} 个，请多输入几个字。",
  },
};
export default zh;
export type FormWords = typeof zh;
