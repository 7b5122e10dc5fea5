const zh = {
  desk: {
    title: "承办工作台", todo: "等本单位办的事", nothing: "现在没有等本单位办的事。", all: "本单位办理的提案", none: "还没有交办给本单位的提案。",
    promises: "本单位的承诺", noPromises: "没有未了的承诺。", away: "{part}暂时取不到，其余内容不受影响。", asks: "督办方面等答复的", point: "意见与询问", more: "另有 {count} 项，较后到期。",
  },
  tile: {
    overdue: "已逾期", accept: "待签收", hold_consultation: "待协商", answer_call: "待答复的协商请求", agree_plan: "待定方案", draft_reply: "待起草答复",
    approve_reply: "待审签", countersign: "待会签", answer_point: "待答复的意见", broken: "逾期的承诺",
  },
  column: { number: "案号", title: "案由", role: "办理方式", state: "状态", due: "答复期限", cycle: "轮次", promise: "承诺", proposal: "提案" },
  work: {
    away: "提案正文暂时取不到，办理不受影响。", urgent: "加急", cycle: "第 {number} 轮办理", mine: "本单位办理第 {numbers} 条建议", asks: "建议",
    whole: "看这件提案的全过程", text: "情况与分析", due: "答复期限", notice: "交办通知", beside: "一同办理的单位", back: "回到工作台",
    ended: "这次交办已经结束，不再需要办理。",
  },
  answer: {
    title: "签收或申请退办", until: "请在此日期前签收或退办", accept: "签收", give_back: "申请退办", reason: "退办理由", unit: "建议改由哪个单位办理",
    choose: "请选择", refused: "退办申请已被驳回。须签收办理；单位负责人可在期限内书面申诉一次。", dispute: "书面申诉", statement: "申诉理由",
    waiting: "退办申请已送交办部门，等待决定。", disputed: "申诉已送领导裁定。",
  },
  gates: {
    title: "办理步骤", given_up: "已免（不计为已协商）", open: "已完成", missing: "还差 {count} 次", times: "{phase} {times} 次（{forms}）", confirming: "须由 {who} 逐一确认",
    plan_agreed: "定方案前", approval: "审签答复前", closing: "办结前", away: "协商要求暂时取不到。", none: "本县对这件提案没有协商要求。",
  },
  phase: { before: "办前协商", during: "办中协商", after: "办后协商" },
  form: { face_to_face: "当面", site_visit: "现场调研", meeting: "座谈会", video: "视频", phone: "电话", written: "书面" },
  talk: {
    title: "协商", none: "本轮还没有协商。", schedule: "约定时间", record: "登记已进行的协商", decline: "不能协商", at: "时间", place: "地点", invited: "邀请参加的人（每行一人）",
    held: "日期", form: "形式", phase: "阶段", asked: "由谁提出", who: "参加的人", name: "姓名", role: "身份", add: "加一人", drop: "移去{name}", minutes: "协商情况",
    points: "逐条意见", point: "第 {number} 条", agreed: "达成一致", addPoint: "加一条", due: "应在 {at} 前", overdue: "已过期", why: "不能协商的原因", cancel: "先不填",
    confirmedBy: "已确认：{who}", waiting: "等提案者确认", disputed: "提案者有异议：{statement}", minutesFile: "协商纪要", call: "提案者请求协商：{reason}", bring: "附材料",
    bringWhat: "材料种类", sending: "已上传 {percent}%", finding: "核实结论：{finding}", open: "看记录", meet: "签到与材料", look: "查看", recordHere: "登记这次协商", proposers: "提案者", files: "材料：{names}",
  },
  purpose: { material: "材料", photo: "照片", minutes_scan: "纪要扫描件" },
  participant: { unit: "承办单位", proposer: "提案者", beneficiary: "受益群众", expert: "专家", other: "其他" },
  talkState: {
    called_for: "提案者请求", declined: "未同意", scheduled: "已约定", called_off: "已取消", recorded: "待确认", confirmed: "已确认", disputed: "有异议", stands: "记录属实",
    struck: "记录不实", waived: "提案者免除", released: "提案委解除",
  },
  plan: { title: "办理方案", text: "怎样办理、谁负责、何时完成", agree: "确定方案", hint: "方案确定后可以起草答复。" },
  helper: { title: "需要其他单位会办", ask: "申请会办", unit: "会办单位", reason: "为什么需要", open: "待交办部门决定", granted: "已同意", denied: "未同意" },
  reply: {
    title: "答复", none: "还没有起草答复。", draft: "起草答复", again: "重新起草", version: "第 {cycle} 轮第 {version} 稿", text: "答复正文", letter: "答复函（PDF）", word: "答复函（Word）",
    difference: "与上一稿的不同", hide: "收起不同", same: "与上一稿相同。", rejection: "退回理由：{reason}", opinion: "{unit}会签：{opinion}", agreedOnly: "同意", waits: "等待会签：{units}",
    approvedBy: "{who} 审签", classReason: "调整分类的理由：{reason}",
  },
  replyState: { draft: "草稿", countersigning: "会签中", approved: "已审签", vetted: "已审核", issued: "已印发", rejected: "已退回" },
  act: {
    approve: "审签", countersign: "会签", vet: "审核通过", reject: "退回修改", issue: "印发", opinion: "会签意见（同意可不填）", number: "文号", reason: "退回理由",
    class: "答复分类", classKept: "不调整", classReason: "调整的理由", sending: "正在提交……", cancel: "先不办",
  },
  silent: {
    title: "会办单位不答复", lead: "催办过仍不答复的会办单位，经登记催办情况，这一稿不再等它；答复函会注明，它随后的意见仍可补上。催办须在起草以后，不同日子的次数和天数按本县规则。", which: "哪个会办单位", choose: "请选择", attempts: "催办情况", on: "日期", how: "怎样催的", example: "如：电话联系示例科室", add: "再加一次", drop: "删去", send: "登记，不再等它",
    badge: "逾期未答", said: "{unit}：{attempts}（{who} 登记）", attempt: "{on}，{how}",
  },
  editor: {
    title: "起草答复", class: "答复分类", signatory: "签发人", contact: "联系人和电话", text: "答复正文", adoption: "采纳情况", why: "办理情况或理由",
    promise: "承诺办理的事", by: "完成期限", promised: "作出有期限的承诺", save: "交存这一稿", saving: "正在交存……", kept: "填写的内容保留在本页，交存前不会丢失。", lacks: "还须填写：{what}",
    owed: "上一稿在这条建议上作过承诺，须再次承诺或写明已采纳。", from: "已带入上一稿的内容。", suggestion: "第 {number} 条建议",
    unsaved: "重新起草会成为新的一稿，原稿保留。",
  },
  class: { solved: "已经解决或采纳", planned: "列入计划逐步解决", reference: "留作参考", infeasible: "因条件所限不能解决" },
  adoption: { adopted: "采纳", partly: "部分采纳", planned: "列入计划", not_adopted: "未采纳" },
  field: { class: "答复分类", signatory: "签发人", contact: "联系人和电话", text: "答复正文", why: "第 {number} 条的办理情况", promise: "第 {number} 条的承诺", due: "第 {number} 条的完成期限" },
  promise: {
    led: "登记成果、决定公开",
    title: "承诺", due: "{at} 前完成", missed: "已逾期", claim: "报告已完成", proof: "完成情况和佐证", waiting: "等待提案者或提案委核实", none: "没有承诺。",
    released: "免除理由：{reason}",
  },
  promiseState: { open: "办理中", missed: "逾期未完成", claimed: "已报告待核实", kept: "已兑现", released: "已免除", superseded: "已由新承诺代替" },
  opinion: {
    title: "会上提出的意见", question: "委员询问", due: "请在 {at} 前答复", answer: "答复", text: "答复内容", adoption: "采纳情况", none: "不注明", send: "送出答复", pressed: "追问：{text}",
    answered: "已答复，等对方确认。", settled: "已确认答复到位。", closed: "已终止：{reason}",
  },
};
export default zh;
export type UnitWords = typeof zh;
