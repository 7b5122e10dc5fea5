const zh = {
  list: {
    title: "提案公开", lead: "经提案者同意、承办单位和提案委公开的提案、答复和落实情况。", words: "案由中的词", year: "提交年份", anyYear: "不限年份", search: "查找", none: "没有符合的提案。", nothing: "还没有公开的提案。",
    more: "再看 20 件", reading: "正在读取……", closed: "这个县没有向公众开放提案，或地址有误。", data: "下载开放数据", count: "已列出 {count} 件", countMore: "已列出 {count} 件，还有更多",
    outcomes: "成果 {count} 项", kept: "承诺兑现 {kept}／{all}",
  },
  one: {
    back: "全部公开提案", gone: "没有这件提案，或没有公开。", summary: "这件提案只公开摘要：不含提案和答复全文。", number: "第 {number} 号", text: "提案", situation: "情况", analysis: "分析", suggestions: "建议", noText: "提案全文没有公开。",
    answers: "答复", noAnswers: "没有公开的答复。", issued: "{at} 答复", suggestion: "建议 {number}", outcomes: "成果", noOutcomes: "还没有核实的成果。", commitments: "承诺", noCommitments: "没有作出承诺。", due: "{at} 前完成", onTime: "按期", late: "逾期兑现",
    masked: "文中的电话、证件号码和邮箱已隐去。", print: "打印", of: "对建议 {number}", replied: "答复正文",
  },
  data: {
    title: "开放数据", lead: "与公开页面内容相同，可自由使用。CSV 可用表格软件打开。", columns: "各列说明", whole: "下载全部（CSV）", json: "JSON 接口", reading: "已读 {pages} 页……", stop: "停止", failed: "没有下载完：{detail}。可以再试。", closed: "这个县没有开放数据。",
    back: "返回",
  },
  channel: { plenary: "全会提案", between_sessions: "平时提案" },
  class: { solved: "已经解决", planned: "列入计划", reference: "留作参考", infeasible: "暂不可行" },
  adoption: { adopted: "采纳", partly: "部分采纳", planned: "列入计划", not_adopted: "未采纳" },
  kind: { decision: "决策措施", development: "发展成效", duty: "新的履职内容", consensus: "凝聚共识" },
  state: { open: "办理中", missed: "逾期未完成", claimed: "已报告，待核实", kept: "已兑现", released: "已免除" },
  fact: {
    document: "文号", plan_item: "规划或预算项目", project: "项目", indicator: "指标", before: "此前", after: "此后", money: "金额（元）", beneficiaries: "受益人数", duty: "履职形式", consensus: "形式", reach: "覆盖人数",
  },
};
export default zh;
export type PublicWords = typeof zh;
