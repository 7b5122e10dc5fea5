const zh = {
  dossier: {
    title: "提案档案", back: "返回", contents: "目录", print: "打印", reload: "刷新", printed: "{at} 打印。本页由五个服务分别提供，以各服务当前记录为准。",
    none: "没有这件提案，或不在您的查阅范围内。", withheld: "没有内容或不在您的查阅范围内，未列出：{parts}。", partial: "{parts}暂时取不到，进度可能不全。",
    away: "{part}暂时取不到，其余内容不受影响；恢复后会自动补上。", stale: "以下是上一次读到的内容。", again: "现在再试", next: "接下来该谁", nobody: "现在不等任何人。",
    proposers: "提案者", endorsers: "联名邀请", number: "第 {number} 号",
  },
  part: { course: "经过", submission: "提案", consultation: "办理与协商", replies: "答复", supervision: "督办", signOffs: "签字确认", evaluation: "评估", conversion: "转化", trail: "全程记录" },
  course: {
    none: "还没有可列出的经过。", all: "显示全部 {count} 条", filed: "提交", refiled: "修改后重新提交（第 {number} 稿）", edited: "工作人员修改文字（第 {number} 稿）", opened: "立案，开始督办",
    assigned: "交{unit}办理（{kind}）", met: "{kind}", drafted: "{unit}起草答复第 {number} 稿", issued: "{unit}印发答复 {said}", forum: "{kind}：{said}", order: "督办文件 {said}", activity: "{kind}",
    asked: "就办理过程与提案者沟通（{unit}）", promise: "承诺到期（{unit}，{kind}）：{said}", outcome: "转化成果：{said}", closed: "督办结束",
  },
  level: { proposal_committee: "提案委员会议协商", chair: "主席会议协商", standing_committee: "常委会议协商" },
  text: {
    received: "{at} 收到", consent: "同意公开", noConsent: "不同意公开", assisted: "纸质代录", returned: "退改意见", declined: "不予立案：{reason}", master: "已并入另一件提案", children: "并入的提案 {count} 件",
    cosigned: "同意联名", cosign: "联名：{who}（{answer}）", attachments: "附件", review: "审查意见", returns: "退改记录", open: "打开", edits: "文字改动",
  },
  cosign: { open: "未答复", agreed: "同意", declined: "不同意", lapsed: "过期未答复", cancelled: "已取消" },
  handling: {
    talks: "协商记录", noTalks: "还没有协商。", points: "会议意见与询问", forums: "各层次协商会议", agreed: "达成一致 {agreed}／{raised} 点", confirmed: "已确认：{who}", record: "看记录", cycle: "第 {number} 轮",
    work: "办理与协商：{unit}", pointState: "{state}，期限 {at}", answers: "{who}：{text}",
  },
  pointState: { put: "待答复", answered: "已答复待确认", settled: "已确认到位", closed: "已终止" },
  forumState: { convened: "已召集", held: "已召开", called_off: "已取消" },
  replies: { none: "还没有答复。", version: "第 {cycle} 轮第 {version} 稿", difference: "与上一稿的不同", hide: "收起不同", letter: "答复函（PDF）", draftedAt: "{at} 起草", issuedAt: "{at} 印发" },
  supervision: {
    class: "督办类别", supervisor: "督办人", nobody: "未定", contacts: "联系 {count} 次", finding: "结论：{finding}", deadlines: "答复期限", noDeadlines: "还没有期限。", activities: "督办活动", noActivities: "还没有督办活动。",
    orders: "督办文件", talks: "对办理过程的沟通", met: "{at} 已答复", paused: "期限已暂停", by: "{who} 登记", open: "打开督办页",
  },
  deadlineState: { running: "进行中", met: "已答复", missed: "逾期", lifted: "已解除", paused: "已暂停" },
  signOffs: { none: "还没有请提案者签字。", unproven: "签字是否属实，要用下载的存证离线核验；本页不作证明。" },
  evaluation: {
    none: "还没有评估。", score: "{total}／{maximum} 分", open: "评估中", computed: "已算出", given: "已有 {count} 份评分", why: "怎样得出", appeal: "申诉：{statement}", upheld: "申诉成立", dismissed: "申诉不成立", pending: "申诉待决定",
    mutual: "提办双向评议", mutualOpen: "进行中，{at} 截止", ofProposal: "提案得分 {total}", ofHandling: "办理得分 {total}", awards: "表彰", revoked: "已撤销：{reason}", records: "评估所依据的记录：{list}。", record: "{kind} {count} 条",
  },
  subject: { proposal_quality: "提案质量", handling_quality: "办理质量" },
  award: { excellent_proposal: "优秀提案", advanced_unit: "先进承办单位" },
  record: { proposal: "提案", handling: "办理", consultation: "协商", signature: "签字", commitment: "承诺", outcome: "成果", mark: "公开标注" },
  conversion: {
    outcomes: "转化成果", noOutcomes: "还没有登记成果。", evidence: "佐证：{text}", instruction: "仅有领导批示，不计为成果", verifiedBy: "{who} 核实", rejected: "未通过：{reason}", publication: "公开", shown: "公众看到的页面", followUp: "跟踪", unmarked: "还没有公开标注。",
    decided: "{who}：{mark}", office: "提案委", suggestion: "第 {number} 条建议",
  },
  outcomeKind: { decision: "决策措施", development: "发展成效", duty: "新的履职内容", consensus: "凝聚共识" },
  outcomeState: { recorded: "待核实", verified: "已核实", rejected: "未通过" },
  mark: { public: "全文公开", summary: "摘要公开", closed: "不公开" },
  followup: { watched: "督办已结束，按期回头看", recommended: "已建议跟踪督办" },
};
export default zh;
export type DossierWords = typeof zh;
