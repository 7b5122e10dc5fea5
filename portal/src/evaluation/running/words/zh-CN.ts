const zh = {
  list: { title: "年度评估", lead: "按方案评估提案质量和办理质量：选方案、定评审组、抽样或分发、计分、处理申诉、定结果。", none: "还没有评估方案。可以先用两个示例方案试用，正式评估前请按本县办法另立方案。", examples: "采用示例方案", example: "示例", revised: "已有新版", edition: "第 {edition} 版", maximum: "满分 {maximum}", sending: "正在提交……" },
  subject: { proposal_quality: "提案质量", handling_quality: "办理质量" },
  page: { back: "回到年度评估", indicators: "指标", category: "类别", name: "指标", most: "满分", way: "怎样得分", judged: "评审打分", computed: "按事实计算", steps: "评估步骤", titleless: "（案由暂时取不到）", kind: { score: "计分", bonus: "加分", deduction: "扣分" } },
  panel: {
    title: "评审组", none: "还没有定评审组。", groupless: "这个方案不分评审组，谁是评审员谁就可以打分。", weight: "占 {weight}%，至少 {least} 人打分", add: "加入{group}", who: "评审员（委员从列表中选，其他人填登录名）", unknown: "名录中没有，将按登录名加入。", unit: "属于哪个单位（须回避其承办的提案）", noUnit: "不属于承办单位", drop: "去掉{who}",
    save: "确定评审组", change: "调整评审组", cancel: "先不改", started: "已经有人打分，评审组不能再改的部分由系统说明。", empty: "（无人）",
  },
  share: {
    titleShare: "分发提案", titleDraw: "抽样", lead: "按会议把已立案的提案平均分给评审组，提案者和承办单位的人自动回避；再分一次，只分后来立案的。", leadDraw: "每个单位抽 {per} 件，每次会议只抽一次；抽签数字公开，任何人都可以验算。", session: "哪次会议", seed: "抽签数字（当众摇出的可填在这里，不填由系统生成）", readers: "每组几人读一件",
    share: "分发", draw: "抽样", none: "还没有分发。", noneDrawn: "还没有抽样。", shared: "{session}：已分发 {count} 件", drawn: "{session}：从 {population} 件中抽出 {count} 件", seedWas: "抽签数字 {seed}", progress: "看进度与尺度", hide: "收起", file: "抽样结果.csv", noSession: "还没有会议。",
  },
  progress: {
    title: "{session}的进度", done: "已读 {done}／{readings} 份，共 {proposals} 件提案", assessor: "评审员", group: "组别", read: "分到", finished: "已评", wanting: "缺人读或须换人的（{count} 件）", noWanting: "每件都有人读。", short: "{group}还缺 {count} 人", conflict: "{who}须回避", hand: "换人读", handTitle: "“{title}”换人读", from: "由谁换下", reason: "理由", send: "换人",
    calibration: "评审员的尺度", calLead: "与同读一件的其他人相比，负数偏严，正数偏宽；只供校准，不改分。", mean: "平均分", lowest: "最低", highest: "最高", distance: "与他人之差", scored: "评了", noScores: "还没有人打分。", pairs: "两两相比（相差最大的在前）", one: "评审员", other: "与谁", common: "同读件数", apart: "平均相差", lean: "比对方高", filePairs: "两两相差.csv", file: "评审进度.csv", fileCal: "评审尺度.csv", unread: "（未评）",
  },
  scores: {
    title: "计分与申诉", none: "还没有要评的。", proposal: "提案", unit: "单位", state: "状态", given: "已打分人数", total: "得分", spread: "分差", wide: "分差大", open: "等打分", computed: "已计分", ready: "可计分", compute: "计分 {count} 件", again: "重新计分 {count} 件（事实有变化的）", file: "评估得分.csv", result: "计分结果.csv", appeals: "等裁定的申诉", appealOf: "{unit}对“{title}”的申诉",
    statement: "申诉理由：{text}", evidence: "证据：{text}", points: "改为几分", upheld: "申诉成立，改分", refused: "申诉不成立", reason: "裁定理由", decide: "作出裁定", was: "原 {points} 分", done: "已计分 {total} 分", close: "收起结果", begin: "裁定",
  },
  open: { title: "另加一件评估", send: "开始评估", drawn: "开始评估抽中的 {count} 件", opened: "已开始" },
  ranking: {
    title: "单位名次", none: "还没有定名次。", name: "名次表的标题", freeze: "定名次（定后不变）", sure: "定后，所依据的得分不再计算，也不再受理申诉。", rank: "名次", score: "得分", count: "评了", export: "导出（Excel）", exportFailed: "没有导出。", award: "授予先进承办单位", awarded: "先进承办单位", reason: "授予理由（公布）", grant: "授予", waits: "还有 {count} 件没有计分、{appeals} 件申诉没有裁定。", file: "名次.csv", compare: "重算对照",
  },
  excellent: {
    title: "优秀提案", none: "还没有排序。", session: "哪次会议", rank: "按得分排序", again: "重新排序", places: "本县名额 {places} 件，其中集体提案至少 {collective} 件；已立案 {admitted} 件。", chosen: "已选 {count} 件", rankNo: "名次", collective: "集体提案", standing: { in: "名额内", tied: "并列待选", out: "名额外" }, why: "“{title}”{what}的理由", inWhy: "入选", outWhy: "不入选",
    citation: "表彰词（公布）", decide: "确定优秀提案（定后不变）", decided: "已确定，{who}。", announced: "已公布的优秀提案", missing: "请写明每一处与排序不同的理由，以及表彰词。", choose: "选“{title}”", file: "优秀提案.csv",
  },
  revoke: { begin: "撤销表彰", revoked: "已撤销", lead: "撤销后记录仍在，所记的履职积分随之扣回。", reason: "{about}：撤销理由（公布）", send: "确定撤销" },
  cancel: "取消", separator: "、",
};
export default zh;
export type RunningWords = typeof zh;
