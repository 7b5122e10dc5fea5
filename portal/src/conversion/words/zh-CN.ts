const zh = {
  mine: {
    title: "我的提案办成了什么", reading: "正在读取……", none: "您的提案还没有进入转化阶段。立案并收到答复后，单位的承诺和办成的事都会列在这里。", waiting: "等您核实 {count} 项", nothing: "现在没有要您核实的。",
    open: "看这件提案", followup: "结案后的跟踪", recommended: "已建议下一年跟踪督办：{why}",
  },
  public: {
    title: "对外公开", consent: "您提交时同意公开。", refused: "您提交时没有同意公开，因此不对外公开。", unknown: "还没有作出公开决定。", shown: "公众可以看到这件提案、答复和成果。", hidden: "公众目前看不到这件提案。",
    decisions: "各方的决定", by: "{who}：{mark}", decide: "作出公开决定", mark: "决定", reason: "理由", because: "理由：{reason}", save: "确定", closing: "不公开须写明理由。", office: "提案委",
  },
  mark: { public: "全部公开", summary: "只公开摘要", closed: "不公开" },
  promise: { title: "单位的承诺", none: "没有承诺。", suggestion: "第 {number} 条建议", due: "{at} 前办成", late: "曾经逾期", proof: "单位说已经办成", refusal: "上次核实不属实", released: "已解除：{reason}", kept: "由{who}核实办成", superseded: "以后一轮的承诺为准" },
  promiseState: { open: "进行中", claimed: "等核实", kept: "已办成", missed: "逾期未办成", released: "已解除", superseded: "已被新承诺取代" },
  outcome: { title: "办成的事", none: "还没有登记成果。", achieved: "{at}", evidence: "依据", rejection: "未予认定：{reason}", instruction: "只有领导批示，还不能算成果。", verified: "由{who}核实", topic: "已列为建议选题：{topic}" },
  outcomeState: { recorded: "等核实", verified: "已核实", rejected: "未认定" },
  kind: { decision: "转化为决策", development: "转化为发展实效", duty: "转化为履职选题", consensus: "转化为共识" },
  verifier: { proposer: "提案者", committee: "提案委" },
  judge: {
    yes: "属实，已办成", no: "不属实", outcomeYes: "属实，予以认定", outcomeNo: "不予认定", why: "哪里不属实（将告知单位）", send: "提交", cancel: "先不填", sending: "正在提交……", kept: "填写的内容已保留，可以再提交一次，不会重复处理。", release: "解除这项承诺",
    releaseWhy: "解除的理由（将留存并告知提案者）",
  },
  facts: {
    document: "文件名称和文号", plan_item: "列入的计划或规划", project: "项目", indicator: "指标", before: "办理前", after: "办理后", money: "资金（元）", beneficiaries: "受益人数", duty: "履职形式", consensus: "形式", reach: "覆盖人数",
  },
  duty: { consultation: "协商", research: "调研", inspection: "视察", democratic_supervision: "民主监督", public_opinion_note: "社情民意信息", follow_up_proposal: "后续提案" },
  consensus: { report: "宣传报道", lecture: "宣讲", case: "典型案例" },
  record: {
    title: "登记成果", suggestion: "出自第几条建议", kind: "类别", name: "成果名称", evidence: "依据（文件、数据、现场情况）", achieved: "办成日期", instruction: "目前只有领导批示", facts: "可以查证的事实（可不填）", save: "登记", saving: "正在登记……", four: "登记人以外的人核实后才算数。", choose: "请选择",
  },
  desk: {
    title: "转化台", whole: "全部提案", reload: "刷新", waiting: "等核实", claims: "单位说已办成的承诺", outcomes: "登记了、等认定的成果", noWaiting: "没有等核实的。", missed: "逾期未办成", soon: "{days} 天内到期", recommended: "建议下一年跟踪", none: "没有符合条件的提案。", words: "查找案由、案号",
    filter: "只看", all: "全部", count: "共 {count} 件", promises: "承诺 {kept}／{all}", outcomesOf: "成果 {count} 项", closed: "{at} 结案", running: "办理中", export: "导出表格", number: "第 {number} 号", unnumbered: "未编号", unit: "承办单位", back: "回到转化台", away: "{part}暂时取不到，其余内容不受影响。",
  },
  book: {
    title: "提案汇编", why: "把一次会议已公开的提案、答复和成果编成一本书。", session: "会议", sessionOf: "{term} 届 {number} 次会议", format: "格式", ask: "开始编排", asking: "正在提交……", none: "还没有编过。", state: "{state}，{done}／{steps}", entries: "收入 {count} 件", withdrawn: "编排期间撤回公开 {count} 件", take: "下载", cancel: "取消",
    again: "没有编成：{why}", leave: "编排在后台进行，可以离开这一页。",
  },
  bookState: { waiting: "排队中", running: "编排中", done: "已编好", refused: "不能编排", failed: "未编成", cancelled: "已取消" },
};
export default zh;
export type ConversionWords = typeof zh;
