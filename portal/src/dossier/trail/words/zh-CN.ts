const zh = {
  trail: {
    title: "全程记录", back: "回到档案", lead: "五个服务各自保存的全部事件，按发生时间排列：谁、何时、做了什么、为什么。", none: "没有记录，或不在您的查阅范围内（审计人员和县管理员可看）。", count: "共 {count} 条", shown: "显示 {shown} 条，共 {count} 条",
    service: "服务", any: "各服务", words: "查找事项、人、理由", export: "导出表格", file: "下载记录文件", who: "谁", when: "何时", what: "事项", why: "为什么", detail: "原文", system: "系统", id: "编号", cause: "起因", data: "数据", hash: "哈希", before: "前一条",
    chain: "所属记录", version: "第 {number} 版", column: "核对",
  },
  proof: {
    title: "核对", proving: "正在本机重算哈希……", fits: "哈希已在本机重算：{count} 条记录、{chains} 条链首尾相连，没有发现改动。", wrong: "有 {count} 条记录与哈希或前一条不符，已在下方标出。", unable: "这个页面不能在本机重算哈希（须用安全连接打开）。",
    unproven: "未证实", unsealed: "还没有把链头封存到见证方，有人把整条链连同记录重写，这里看不出来。所以本页不能写作“已证实”。", away: "{parts}取不到，这一部分未证实。", kept: "{parts}有 {count} 组评审、评分尚未揭晓，揭晓前不列出。", offline: "下载的记录文件可以离线核对：",
    signed: "签字存证", signedLead: "每份存证可离线核验是谁、用什么设备、对哪一份答复签了什么：",
  },
  fit: { fits: "相符", altered: "内容被改", broken: "与前一条不连", none: "未核对" },
  type: {
    ArchivedProposalRecorded: "登记往年提案", ForwardAsked: "拟转他级，征求提案者意见", ForwardConsentAnswered: "提案者答复转送", ProposalForwarded: "转送", ForwardRecalled: "撤回转送", ForwardAnswerReceived: "收到转送答复",
    ModelMarked: "列为范例", ModelEdited: "修改范例评语", ModelUnmarked: "取消范例", ProposalFiled: "提交提案", CosignInvited: "邀请联名", CosignAnswered: "答复联名邀请", CosignCancelled: "取消联名邀请", CosignLapsed: "联名邀请过期",
    ProposalReturned: "退回修改", ProposalAmended: "修改文字", ProposalAdmitted: "立案", ProposalDeclined: "不予立案", ProposalsMerged: "并案", ProposalMergedInto: "被并入", MergeUndone: "撤销并案", ProposalUnmerged: "从并案中恢复", ProposalWithdrawn: "撤案",
    RedirectAnswered: "答复转作他用", ReconsiderationRequested: "申请复议", ReconsiderationDecided: "复议决定", AttachmentAdded: "添加附件", AttachmentRemoved: "移去附件", EntryObjected: "对代录提出异议", EntryObjectionSettled: "处理代录异议",
    MergeAnswered: "答复并案", MergeObjectionsOverruled: "维持并案", ReviewDistributed: "分给审查小组", ReviewStageOpened: "审查阶段开始", ReviewOpinionGiven: "发表审查意见", ReviewStageClosed: "审查阶段结束", ReviewStageNear: "审查将到期",
    ReviewStageOverdue: "审查逾期", ReviewCutShort: "意见未齐而单独决定", ReviewSetAside: "审查中止",
    AssignmentIssued: "交办", AssignmentAccepted: "签收", AssignmentReturned: "申请退办", ReturnRefused: "驳回退办", AssignmentReassigned: "改办", AssignmentCancelled: "取消交办", PlanAgreed: "确定办理方案", AssignmentReplied: "已答复", HandlingReopened: "重新办理",
    AssignmentClosed: "办结", ClosingAwaits: "等待办结条件", AssignmentDisputed: "书面申诉", AssignmentDisputeDecided: "裁定争议", HelperRequested: "申请会办", HelperRequestDecided: "决定会办申请",
    ConsultationCalledFor: "提案者请求协商", ConsultationCallDeclined: "未应邀协商", ConsultationScheduled: "约定协商", ConsultationCalledOff: "取消协商", ConsultationAttended: "协商签到", ConsultationRecorded: "登记协商", ConsultationDocumentAdded: "添加协商材料",
    ConsultationDocumentRemoved: "移去协商材料", ConsultationPartlyConfirmed: "部分确认协商", ConsultationConfirmed: "确认协商", ConsultationDisputed: "对协商有异议", ConsultationDisputeSettled: "处理协商异议", ConsultationWaived: "提案者免去协商", ConsultationReleased: "豁免协商",
    ReplyDrafted: "起草答复", HelperOpinionGiven: "会签", HelperSilent: "会办单位未会签", ReplyApproved: "审签答复", ReplyVetted: "审核答复", ReplyRejected: "退回答复", ReplyIssued: "印发答复",
    OpinionDelivered: "送达会议意见", OpinionNear: "意见答复将到期", OpinionOverdue: "意见答复逾期", OpinionAnswered: "答复意见", OpinionPressed: "追问", OpinionSettled: "意见落实", OpinionClosed: "终止意见",
    QuestionRaised: "提出询问", QuestionNear: "询问答复将到期", QuestionOverdue: "询问答复逾期", QuestionAnswered: "答复询问", QuestionPressed: "追问", QuestionSettled: "询问办结", QuestionClosed: "终止询问",
    DeadlineSet: "确定期限", DeadlineExtended: "延长期限", DeadlineNear: "将到期", DeadlineMissed: "逾期", DeadlineMet: "按期限答复", DeadlineLifted: "解除期限", ExtensionRequested: "申请延期", ExtensionRefused: "不同意延期", DeadlinePaused: "暂停计时", DeadlineResumed: "恢复计时",
    DeadlineRecomputed: "重算期限", SupervisionOpened: "开始督办", SupervisorAppointed: "指定督办人", KeyProposalDesignated: "定为重点提案", TrackingDesignated: "定为跟踪督办", UrgeIssued: "催办", UrgeAnswered: "答复催办", ActivityHeld: "督办活动", ClosedUnsigned: "未签字结案",
    SupervisionCancelled: "取消督办", SupervisionClosed: "督办结束", TrackingFinished: "跟踪结束", SupervisedProposersChanged: "提案者变动", KeyDesignationRevoked: "撤销重点", FollowUpAnswered: "答复落实事项", FollowUpClosed: "核实落实事项", FollowUpOverdue: "落实事项逾期",
    SupervisionOrderIssued: "签发督办文件", SignOffRequested: "请提案者签字", PaperSignOffEntered: "录入纸质签字", MemberSignedOff: "签字", SignOffCompleted: "签字完成", RehandlingOrdered: "责成重新办理", SignOffRefused: "签字未通过核验", SignOffReminded: "提醒签字",
    CommitteeConsultationCalled: "转委员会协商", PaperScanAdded: "存入签字表扫描件", PaperSignOffWithdrawn: "撤回纸质签字录入", ProcessTalkCalled: "就办理过程约谈", ProcessTalkHeld: "沟通办理过程", ProcessTalkEnded: "沟通结束", DirectiveReceived: "收到批示",
    InspectionNoticeReceived: "收到检查通知", KeyProposalNominated: "推荐重点提案", KeyNominationWithdrawn: "撤回推荐", KeyProposalScored: "重点提案评分", AssessmentOpened: "开始评估", SelfAssessmentGiven: "单位自评", ScoreGiven: "评分", ScoreComputed: "算出得分",
    AppealLodged: "申诉", AppealDecided: "申诉决定", MutualReviewOpened: "开始双向评议", ProposalRated: "单位评提案", HandlingRated: "提案者评办理", MutualReviewClosed: "双向评议结束", CommitmentMade: "作出承诺", CommitmentNear: "承诺将到期", CommitmentMissed: "承诺逾期",
    CommitmentClaimed: "报告兑现", CommitmentClaimRefused: "核实未兑现", CommitmentKept: "核实已兑现", CommitmentReleased: "免除承诺", CommitmentSuperseded: "以新承诺代替", TrackingRecommended: "建议跟踪督办", FollowUpOpened: "开始回头看", FollowUpPutOff: "推迟回头看",
    OutcomeRecorded: "登记成果", OutcomeVerified: "核实成果", OutcomeRejected: "成果未通过", TopicSuggested: "提出新选题", PublicationDecided: "公开标注",
  } as Record<string, string>,
};
export default zh;
export type TrailWords = typeof zh;
