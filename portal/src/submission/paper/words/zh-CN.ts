const zh = {
  list: {
    title: "纸质提案", lead: "委员交来的纸质提案，由一名工作人员照纸面录入并附扫描件，另一名对照后确认才算提交；提案处处注明“纸质代录”，委员会收到通知，可以提出异议。",
    enter: "录入一件", file: "纸质提案.csv", back: "回到纸质提案",
    toCheck: "等您复核的（{count} 件）", noToCheck: "没有等您复核的。", entered: "您录入、等别人复核的（{count} 件）", refused: "未通过复核的（{count} 件）", over: "已提交或作废的（{count} 件）",
    objected: "提案者有异议的（{count} 件）", returned: "已退回、可收纸质修改稿的（{count} 件）", refile: "录入修改稿", open: "打开", check: "去复核", settle: "去处理",
    away: "退回的和有异议的提案暂时读不到。", by: "{who} 录入",
  },
  column: { title: "案由", member: "提案者", received: "收到时间", entered: "录入人", state: "状态" },
  state: { waiting: "待复核", refused: "未通过复核", filed: "已提交", discarded: "已作废" },
  form: {
    title: "录入纸质提案", refiling: "录入纸质修改稿", correcting: "更正录入", read: "照纸面所写录入，不替提案者补写。", was: "原提案：{title}",
    kind: "提案类别", session: "届次会议", current: "按收到时间确定", sessionOf: "{term} 届 {number} 次", pick: "请选择",
    member: "第一提案人", officer: "团体经办人", unknown: "名录里没有这个人，请从列表中选", body: "提案团体", signatory: "团体负责人（签名人）",
    cosigner: "联名委员", opinion: "纸面上的联名意见", addCosigner: "加一名联名委员", dropCosigner: "去掉这一名",
    receivedOn: "收到日期（收文章）", receivedTime: "收到时间（可空；全会开始、截止当天须填）", between: "各条建议之间空一行。",
    consent: "是否同意公开", yes: "同意", no: "不同意", refusal: "不同意公开的理由", units: "建议承办单位（可空）", addUnit: "加一个单位", unknownUnit: "名录里没有这个单位，请从列表中选", dropUnit: "去掉{unit}",
    booking: "完成的预约（可空）", noBooking: "不是预约的题目", research: "调研日期（可空）",
    scans: "扫描件（PDF、OFD、JPEG、PNG、TIFF，可多选）", choose: "选择扫描件", seal: "盖章页", chooseSeal: "选择盖章页", more: "图片（JPEG、PNG）会显示在表单旁，其他格式须另外打开。其他附件在录入后添加。", drop: "不传{name}",
    missing: "还须填写：{what}", save: "录入，交另一人复核", saveAgain: "保存更正，交另一人复核", sending: "正在提交……",
    cancel: "先不改", changed: "您修改时，别人动过这件录入。您填写的内容还在，请看过现在的内容再保存。", now: "现在的录入内容",
  },
  field: {
    member_id: "第一提案人", body_id: "提案团体", cosigners: "联名委员及其意见", received_on: "收到日期", title: "案由", situation: "情况", analysis: "分析", suggestions: "建议", consent: "是否同意公开", scan: "扫描件",
  },
  one: {
    own: "这件由您录入，须由另一名工作人员复核。", changed: "您看的时候内容有变动。下面是现在的内容，请重新对照后再确认。",
    paper: "纸面", entered: "{who} 录入的内容", noScan: "还没有附扫描件。", apart: "这里只显示 JPEG、PNG 图片；其他格式会下载，请另外打开，与录入内容对照。",
    uploading: "正在传“{name}”，已传 {share}", unsent: "录入已保存，不必再录。还没有传完：{names}。请在“纸面”一栏补传。", sendAgain: "再传一次", open: "打开“{name}”", picture: "“{name}”的扫描件",
    confirm: "与纸面一致，确认提交", confirmRefile: "与纸面一致，确认重新提交", blind: "先看过全部扫描件，才能确认。", refuse: "不一致，退回录入", reason: "哪里不一致（录入人会看到）", sendRefuse: "退回录入", cancel: "先不退",
    refused: "{who} 复核未通过：{reason}", correct: "更正", correctNote: "由您更正以后，须由别人复核。", discard: "作废", discardReason: "为什么作废", sendDiscard: "作废这件录入", discarded: "{who} 已作废：{reason}",
    filed: "{who} 已复核，提案已提交。", see: "看这件提案", refiles: "这是退回提案的修改稿", addScan: "补传扫描件", addSeal: "补传盖章页", addFile: "添加附件", remove: "去掉{name}",
    noMember: "（未填）", dayOnly: "{day}（当天）",
  },
  row: {
    kind: "类别", member: "第一提案人", body: "提案团体", signatory: "团体负责人", cosigners: "联名委员", received: "收到", session: "届次会议", channel: "渠道", consent: "同意公开", refusal: "不同意的理由",
    units: "建议承办单位", booking: "完成的预约", research: "调研日期",
  },
  kind: { individual: "个人提案", joint: "联名提案", collective: "集体提案" },
  channel: { plenary: "全会提案", between_sessions: "平时提案" },
  purpose: { paper_scan: "扫描件", seal_scan: "盖章页", attachment: "附件" },
  objection: {
    title: "提案者的异议", says: "提案者说：", own: "录入和复核的人不处理异议，由没有经手的人处理。", outcome: "处理结果", stands: "录入无误，维持", corrected: "已更正文字", withdrawn: "不是本人所提，撤下提案",
    correctFirst: "选“已更正文字”的，先在审查台修改文字。", withdrawnNote: "撤下后不能恢复；已经交办的也会撤下，并告知承办单位。", before: "这一稿是退回后的修改稿，撤不了原来的提案：改文字，或由提案者自己撤回。",
    review: "去审查台修改文字", explanation: "说明（提案者会看到）", send: "作出处理", settled: "已处理：{outcome}。{explanation}", missing: "请选处理结果并写明说明。", changed: "这件提案刚有变动，请看过现在的内容再处理。",
  },
  separator: "、",
};
export default zh;
export type PaperWords = typeof zh;
