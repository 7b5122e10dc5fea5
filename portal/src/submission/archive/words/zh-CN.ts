const zh = {
  page: {
    title: "往年提案", lead: "以前各届的提案。导入后可供查重、检索和立案时注明重复，不计入本届统计。", bring: "导入往年提案", open: "导入", close: "收起", two: "可以先只导入目录，以后再连同正文导入一次；同一件再导入是更正，不会重复。", recorded: "已有的往年提案",
    find: "按案由查找", none: "还没有往年提案。", noneFound: "没有找到，请换个词或年度。", number: "第 {number} 号", yes: "有", no: "无", file: "往年提案.csv", shown: "已显示 {count} 件", more: "更多",
  },
  column: { year: "年度", session: "届次", number: "案号", title: "案由", proposers: "提案者", units: "承办单位", answer: "答复类别", result: "满意度", unfinished: "未了事项", text: "正文" },
  answer: { solved: "已解决或采纳", planned: "列入计划", reference: "留作参考", infeasible: "暂不可行" },
  result: { satisfied: "满意", mostly_satisfied: "基本满意", dissatisfied: "不满意" },
  pack: {
    title: "目录连同正文导入", needs: "一个 zip：一份目录表（表头同上，可加“文件”和“可否公开”两列），连同各件的 Word 文件（docx）。表中没有写文件名的，按文件名开头的案号对应，如 12.docx、2024-12.docx。身份证号、手机号会打码；没有写明可以公开的，只有工作人员能看正文。",
    choose: "选择压缩包（zip）", uploading: "正在上传，已传 {share}", again: "再试一次", looking: "正在后台逐件预览，进度见下方；可以离开本页，结果留在导入任务里。", refused: "目录表有误，一件也不会导入。问题见下方导入任务；改好后再选。",
    seen: "预览完毕：新增或变更 {enrolled} 件，不变 {unchanged} 件，{matched} 个文件对上了。", amiss: "另有 {count} 个文件没有对上或读不出来，见下方导入任务；照此导入的话，相应各件没有正文。", send: "照此导入 {count} 件", sent: "已转为后台任务，进度见下方；可以离开本页。",
  },
  one: {
    recorded: "登记内容", which: "{year} 年第 {number} 号", text: "正文", noText: "没有导入正文。", public: "可以公开", staffOnly: "只有工作人员能看", file: "来自 {file}", situation: "情况", analysis: "分析", suggestions: "建议",
  },
};
export default zh;
export type ArchiveWords = typeof zh;
