const zh = {
  contact: {
    title: "怎样通知我", lead: "平台里的消息总能看到；这里选另外用什么方式通知您。", onFile: "登记的联系方式", none: "没有登记联系方式。请联系提案委登记。", confirmed: "已复核", waiting: "等复核，暂不使用", unreadable: "读不出来，请联系提案委重新登记", which: "用哪些方式通知我", notOnFile: "未登记", quiet: "免打扰时间", from: "从", until: "到", hour: "{hour} 时", quietLead: "这段时间里，能等的消息等到结束后再发；紧急的照发。", noQuiet: "开始和结束相同，就是不设免打扰。",
    save: "保存", saving: "正在保存……", saved: "已保存。", county: "恢复本县的规定", own: "这是您自己的选择。", byCounty: "现在按本县的规定。", changed: "联系方式要改，请找提案委：由一名工作人员录入，另一名复核，并通知您的原联系方式。",
  },
  channel: { mobile: "短信", mail: "邮件", wecom: "企业微信" },
  ledger: {
    title: "我的履职积分", lead: "按本县规定记分，每一分都写明来自哪件提案；只有您和评估工作人员能看到。", none: "还没有积分记录。", year: "{year} 年", total: "合计", lines: "逐条记录", points: "{points} 分", counted: "计入 {points} 分", takenBack: "收回", proposal: "看这件提案", capped: "超过本年上限的部分不计入",
  },
  kind: { filed: "提交提案", cosigned: "联名", admitted: "立案", key: "重点提案", excellent: "优秀提案" },
  outcomes: {
    title: "我的提案办成了什么", lead: "您提出或联名的提案，答复以后的承诺和成果。", none: "还没有到转化阶段的提案。", nothing: "还没有承诺，也没有成果。", commitments: "承诺", outcomes: "成果", due: "{on} 前", suggestion: "第 {number} 条建议", evidence: "依据：{text}", on: "{on}", proof: "落实证明：{text}", waits: "单位报告已落实，请到提案页核实", recommended: "已建议跟踪督办：{why}", public: "已对外公开", notPublic: "没有对外公开", whole: "看这件提案", instruction: "只有领导批示，不算成果",
  },
  promise: { open: "落实中", missed: "逾期未落实", claimed: "待核实", kept: "已落实", released: "已免除", superseded: "已由新的承诺代替" },
  outcome: { recorded: "待核实", verified: "已核实", rejected: "未认可" },
  outcomeKind: { decision: "决策措施", development: "发展成效", duty: "新的履职内容", consensus: "凝聚共识" },
  mark: { public: "全文公开", summary: "摘要公开", closed: "不公开" },
  rating: { satisfied: "满意", mostly_satisfied: "基本满意", dissatisfied: "不满意" },
  more: { outcomes: "我的提案办成了什么", ledger: "我的履职积分", contact: "怎样通知我" },
  membersOnly: "这里只给委员看。",
};
export default zh;
export type OwnWords = typeof zh;
