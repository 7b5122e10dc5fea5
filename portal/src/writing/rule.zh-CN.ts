/** What a rule's refusal says to do, by the name of the rule. */
const zh = {
  notYet: "现在还不行",
  of: {
    "session-unknown": "县里还没有排定会议，现在不能提交；草稿会一直保存着。",
    "session-over": "这次会议已经结束，请按当前会议提交。",
    "not-a-member": "只有在任的委员可以这样做；所选联名人里也可能有人已离任。",
    "member-needed": "这个账号没有对应的委员。",
    "text-form": "正文的形式还不符合规定，请看检查的结果。",
    "consent-refusal": "不同意公开的，请写明原因。",
    "seal-scan-missing": "集体提案要先附上盖章扫描件。",
    "unit-ended": "所选的承办单位已经撤并，请另选。",
    "booking-over": "这个题目的预约已经过期。",
    "booking-unknown": "您没有这个题目的预约。",
    "topic-full": "刚才名额已被别人约满。",
    "booked-already": "您已经预约了这个题目。",
    quota: "您同时预约的题目已到上限；先提交或退掉一个。",
    "invitation-over": "这个邀请已经答复过，或已过期。",
    "not-invited": "没有请这位委员联名。",
    "review-begun": "联名人都已答复，审查已经开始，不能再请人。",
    "invited-already": "已经请过这位委员。",
    "assigned-already": "已经交办的提案不能撤回。",
    "offer-over": "答复的期限已过。",
    "attachments-full": "附件的件数或总大小已到上限。",
    "type-refused": "这种文件不收。请用 PDF、OFD、照片、Word 或 Excel；带宏的文件也不收。",
    infected: "文件里查出病毒，没有收下。",
    "attachment-removed": "这个附件已经去掉了。",
  },
};
export default zh;
export type RuleWords = typeof zh;
