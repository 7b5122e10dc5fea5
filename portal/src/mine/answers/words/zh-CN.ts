const zh = {
  title: "请您答复",
  go: "去答复",
  none: "这件提案现在没有要您答复的事。",
  away: "转送的征询暂时读不到，稍后再看。",
  until: "{at}前",
  said: "您以前的答复",
  reason: "您写的理由：",
  explanation: "提案委的说明：",
  yours: "您的答复",
  choose: "请先选一项。",
  why: "请写明理由。",
  once: "答复只有一次，提交后不能更改。",
  send: "提交答复",
  sending: "正在提交……",
  sent: "已提交。",
  kept: "您填写的内容还在，可以再试一次。",
  offered: "请您作为提案者提交转来的提案",
  of: { redirect: "是否同意转办", merge: "对并案有无意见", entry: "核对代您录入的提案", reconsider: "不予立案，可申请复议", consent: "是否同意转送" },
  redirect: {
    declined: "提案委没有立案，理由是：",
    lead: "提案委建议把它转为“{redirect}”。您同意，才会转出；转出以后不再复议。",
    yes: "同意转办", no: "不同意",
  },
  reconsider: {
    lead: "您认为应当立案的，可以申请复议一次，由另一名工作人员研究决定。",
    pending: "同意转办以后，就不能再申请复议。",
    grounds: "为什么应当立案", send: "申请复议",
  },
  merge: {
    into: "您的提案要并入下面这一件一并办理。并案以后您仍是提案者，会收到答复，也由您签字。",
    master: "有 {count} 件同类提案要并入您的提案一并办理，以您的文字为主。",
    silent: "到期没有答复的，按没有意见处理。",
    other: "并入的提案", yes: "同意并案", no: "不同意并案", why: "为什么不同意",
  },
  entry: {
    lead: "这件提案由工作人员照您交来的纸质材料录入。请对照扫描件看一遍：一样的，不用答复；不一样的，或者不是您交的，请写在这里。",
    again: "修改后的这一稿由工作人员照您交来的纸质材料录入。请对照扫描件看一遍：一样的，不用答复；不一样的，请写在这里。",
    scan: "看扫描件（{name}）", noScan: "没有附扫描件。", text: "录入的内容", reason: "哪里不对", send: "提出异议", waits: "提出以后，由没有经手的工作人员处理，处理前暂停审查。",
  },
  consent: {
    course: "看办到哪一步",
    title: "转送{to}",
    lead: "提案委想把这件提案转送{to}。只转送正文、提案类别和您的姓名。",
    because: "转送的理由：", yes: "同意转送", no: "不同意", after: "转送以后办到哪一步，会通知您。",
  },
  answer: {
    yes: "您已同意。", no: "您没有同意。", open: "您已提出异议，等提案委处理。", stands: "提案委核对后，录入不变。", corrected: "提案委已按您的异议更正。",
    withdrawn: "提案委已把这件提案撤下。", overruled: "您没有同意；提案委研究后，仍然并案。", asked: "您已申请复议，等提案委决定。", upheld: "复议后维持不予立案。", reopened: "复议后已重新审查。",
  },
  rule: {
    state: "提案的状态已经变了，不用再答复。", "redirect-answered": "这一问已经答复过。", "no-redirect": "提案委没有建议转办。", redirected: "已经同意转办，不能再复议。",
    "reconsidered-already": "复议只能申请一次。", "too-late": "期限已过。", "answered-already": "这一问已经答复过。", "merge-not-asked": "这次并案没有征求意见，或已撤销。",
    "objected-already": "已经提出过异议。", "not-assisted": "这件提案不是代为录入的。", "first-proposer": "由第一提案人答复。", "body-officer": "由这个团体现在的经办人答复。",
    "not-a-member": "只有在任的委员可以这样做。", "reason-needed": "不同意的，请写明理由。", "forward-state": "提案的状态已经变了，现在不能转送。", stale: "刚刚有了变化，请看过再答复。",
  },
};
export default zh;
export type AnswerWords = typeof zh;
