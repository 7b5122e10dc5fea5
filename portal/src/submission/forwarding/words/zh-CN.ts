const zh = {
  list: {
    title: "转送", lead: "提案或征集题目转送市政协、其他县政协，不用重打一遍。提案须提案者同意才转出；对方办到哪一步，都会告诉这里和提案者。",
    sent: "转出的（{count} 件）", received: "转来的（{count} 件）", noSent: "没有转出过。", noReceived: "没有转来的。", sentFile: "转出.csv", receivedFile: "转来.csv", back: "回到转送", model: "设为范文",
  },
  column: { title: "题目", to: "转往", from: "来自", state: "状态", step: "最近一步", at: "时间", what: "类别" },
  what: { proposal: "提案", topic: "征集题目" },
  state: {
    asked: "等提案者同意", refused: "提案者不同意", sent: "已转出，等对方答复", accepted: "对方已接收", declined: "对方不接收", undeliverable: "无法送达", recalled: "已撤回",
  },
  receivedState: { received: "等处理", offered: "等提案者答复", accepted: "已接收", declined: "未接收", recalled: "对方已撤回" },
  stage: {
    undeliverable: "对方不在本平台，无法送达", accepted: "已接收", declined: "不接收", admitted: "已立案", not_admitted: "不予立案", merged: "已并入其他提案", unmerged: "并案已撤销", withdrawn: "已撤案", assigned: "已交办", replied: "已答复",
  },
  class: { solved: "已解决", planned: "列入计划", reference: "留作参考", infeasible: "暂不可行" },
  one: {
    title: "转送{to}", received: "{from}转来", reason: "转送的理由", asked: "{at} 征求提案者意见", sent: "{at} 转出", arrived: "{at} 收到", proposal: "看这件提案", topic: "来自征集“{call}”", course: "办到哪一步", none: "对方还没有答复。", noneHere: "还没有告诉对方什么。",
    number: "对方案号 {number}", unit: "承办：{unit}", reply: "答复 {number}，{on}，{class}", recalled: "已撤回：{reason}", because: { clerk: "由提案委撤回", withdrawn: "提案者撤回了提案", merged: "提案并入了别的提案" },
    answer: "请您答复是否同意", file: "看这里提交的提案", text: "提案全文", author: "原提案者：{who}", noConsent: "原提案者不同意公开。",
  },
  recall: { do: "撤回转送", reason: "为什么撤回（对方和提案者会看到）", send: "撤回", cancel: "先不撤" },
  take: {
    title: "请您作为提案者提交", lead: "您同意，就由您作为本级提案者提交：文字照原样，审查、协商、答复、签字都由您来。不同意的，提案委可再请别人。", consent: "是否同意公开", yes: "同意公开", no: "不同意公开",
    take: "由我提交", down: "不提交", reason: "为什么不提交（可空）", downSure: "确定不提交", back: "先不定", choose: "请先选是否同意公开。", sending: "正在提交……", kept: "您填写的内容还在，可以再试一次。", taken: "已由您提交。", done: "现在没有要您答复的。",
  },
  clerk: {
    offer: "请人提交", again: "改请别人", member: "委员", body: "团体", unknown: "名录里没有，请从列表中选", pick: "请选择", send: "请他答复", offered: "已请{who}，等答复。", accept: "接收，放入题目库", decline: "不接收", reason: "为什么不接收（对方和原提案者会看到）", sendDecline: "不接收", cancel: "先不定",
  },
  ask: {
    title: "转送一件", of: "要转送的：", to: "转往", reason: "转送的理由（提案者和对方会看到）", send: "征求提案者意见", sendTopic: "转送这个题目", consent: "提案者同意以后才转出，只转正文、类别和姓名。", atOnce: "题目是公开的，立即转出。",
    none: "还没有可以转往的地方：对方要先登记，并且接收转送。", own: "本县政协还没有登记名称，登记后才能转送。", away: "不接收转送", missing: "请选转往哪里，并写明理由。",
  },
  register: { title: "本县在转送中的名称", name: "政协名称（对方看到的）", receives: "接收转来的提案和题目", save: "保存", none: "还没有登记，不能转出，也收不到转来的。", as: "以“{name}”的名义转送。", closed: "现在不接收转来的。", change: "修改", enter: "登记" },
  rule: {
    state: "状态已经变了。", "not-a-member": "他不是本县在任委员。", "body-unknown": "名录里没有这个团体。", "body-officer": "由这个团体现在的经办人答复。", "conflict-of-interest": "不能请自己，由同事来请。", "seal-scan-missing": "本县规定集体提案须附盖章页，转来的没有附件，不能由团体提交。",
    "forwarded-already": "已经在转送给它，或它已接收。", "forward-state": "只有已立案或不予立案的提案可以转送。", "forward-circle": "这件提案就是从那里转来的。", "receiver-closed": "对方现在不接收转送。", "receiver-unknown": "没有登记过这个县。", "conference-unregistered": "本县政协还没有登记名称。", "registered-already": "没有改动。",
    "session-unknown": "还没有排定会议，现在不能提交。", "topic-unknown": "征集里没有这个题目。", stale: "刚刚有了变化，请看过再试。",
  },
};
export default zh;
export type ForwardingWords = typeof zh;
