const zh = {
  nav: { label: "征集与预约", calls: "征集", suggestions: "题目建议", bookings: "预约与约题" },
  calls: {
    title: "征集题目", fresh: "起草一次征集", late: "到期还没有发布的征集", lateOne: "{kind}应于 {on} 前发布，已提醒 {count} 次", suggested: "有 {count} 条题目建议等您审看", none: "还没有征集。",
    topics: "{count} 个题目", closes: "{on} 截止", publishOn: "应于 {on} 发布（{who}）", open: "打开", booked: "已预约 {count}", away: "{part}暂时取不到，其余内容不受影响。",
  },
  kind: { catalogue: "提案参考目录", quarterly: "季度征集", commissioned: "重点题目约稿" },
  state: { announced: "已预告", published: "征集中", closed: "已截止", dropped: "已取消" },
  form: {
    kind: "种类", title: "标题", basis: "依据的文件", session: "会议（不填：下一次全会）", closes: "最后一天", topics: "题目", publishOn: "应发布的日期", publisher: "由谁发布", publish: "发布征集", announce: "先预告（题目以后再定）",
    announcing: "预告", sendAnnounce: "发出预告", cancel: "先不发", missing: "还须填写：{what}", kept: "起草的内容保留在本标签页，发布后清除。", sending: "正在提交……", publishing: "发布这次征集", separator: "、",
  },
  gap: { title: "标题", basis: "依据的文件", closes: "最后一天", topics: "至少一个题目", source: "每个题目的来源", publishOn: "应发布的日期", publisher: "由谁发布" },
  topic: {
    title: "题目", source: "来源", add: "加一个题目", drop: "去掉第 {number} 个题目", numbered: "第 {number} 个题目", pool: "从题目库里选（{count} 个未用）", noPool: "题目库里没有未用的题目。", find: "在题目库中查找", withdrawn: "已撤下", left: "还可约 {count} 名", full: "名额已满",
    offered: "已约{who}，{on} 前答复", take: "选用", offer: "约人承办", chain: "看题目的来龙去脉", forward: "转送", poolAway: "题目库暂时取不到，可以先自己填。",
  },
  from: { outcome: "提案转化成果", county: "外县转来", member: "委员建议", body: "团体建议", unit: "单位建议", public: "群众建议" },
  call: {
    back: "回到征集", correct: "更正", close: "提前截止", drop: "取消预告", closeSure: "截止后不能再预约，已有的预约不变。确定截止吗？", closeYes: "确定截止", dropReason: "取消的理由", dropYes: "取消预告", reason: "更正的理由", newTitle: "标题", newCloses: "最后一天",
    withdraw: "撤下的题目（没人预约的）", add: "增加的题目", save: "发布更正", corrections: "更正记录", corrected: "{on}：{reason}", before: "原标题：{title}", closesBefore: "原最后一天：{on}", added: "增加：{what}", gone: "撤下：{what}", basis: "依据：{basis}", changed: "这次征集刚由他人改动过，已读出最新内容；填写的保留着，请核对后再发布更正。",
  },
  offer: {
    title: "约人承办“{topic}”", to: "约谁", member: "委员", body: "团体、界别、专委会", who: "姓名或名称（从列表中选）", unknown: "名录中没有；请从列表中选。", answerBy: "最迟答复日（不填按本县规定）", due: "完成日（不填按本县规定）", note: "附言（可不填）", send: "发出邀约",
    list: "邀约与答复", none: "还没有约过人。", withdraw: "收回邀约", reason: "收回的理由", until: "{on} 前答复", said: "理由：{reason}",
  },
  offerState: { open: "等答复", accepted: "已应约", declined: "已谢绝", withdrawn: "已收回", lapsed: "过期未答" },
  booking: {
    title: "预约", holder: "预约人", topic: "题目", call: "征集", due: "完成日", state: "状态", step: "下一节点", late: "逾期", none: "还没有预约。", file: "预约.csv", offersFile: "邀约.csv", pick: "点题目看详情。", team: "课题组", research: "调研时间", milestones: "节点", done: "{on} 完成", notDone: "{on} 前", reminded: "已提醒", noPlan: "还没有填写方案。",
    extend: "延期", extendTo: "延到", extendReason: "延期的理由", extended: "已延期 {count} 次", release: "收回这个预约", releaseReason: "收回的理由", releaseYes: "收回", proposal: "看提交的提案", close: "收起", open: "进行中", all: "全部", range: "{from} 至 {to}", detail: "预约详情", only: "只看进行中的",
  },
  bookingState: { open: "进行中", fulfilled: "已提交提案", released: "已放弃", lapsed: "已逾期失效" },
  suggest: {
    title: "题目建议", lead: "委员、团体、单位和群众建议的题目。采用的进入题目库，供征集选用；不采用的须说明理由。", none: "没有题目建议。", noneOpen: "没有等您审看的建议。", only: "只看等审看的", grounds: "理由", from: "{who}，{at}", accept: "采用", decline: "不采用", merge: "并入相同的", title2: "题目（可改写）", reason: "不采用的理由（建议人会看到）",
    into: "并入哪一条", noAlike: "没有字句相近的题目。", alike: "字句相近 {share}", contact: "联系方式", noContact: "没有留联系方式。", showContact: "看联系方式", before: "原题目：{title}", why: "理由：{reason}", accepted: "采用“{title}”", cancel: "取消", save: "确定", file: "题目建议.csv", anonymous: "群众", find: "查找题目、理由",
  },
  progress: { proposed: "等审看", accepted: "已采用", declined: "未采用", merged: "已并入他条", in_call: "已列入征集", booked: "已有人预约", filed: "已成提案" },
};
export default zh;
export type CallingWords = typeof zh;
