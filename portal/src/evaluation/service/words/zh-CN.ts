const zh = {
  desk: {
    title: "服务质量", lead: "会上和群众提出的意见进问题清单；定了责任人和期限进责任清单；办好并附证明后，由提出人确认才算销号。", none: "这里没有意见。", away: "意见表暂时取不到，问题清单不受影响。",
    owner: "责任人", anyOwner: "全部责任人", overdue: "只看逾期的", form: "来自意见表", anyForm: "全部来源", exportList: "导出这张清单（Excel）", exportAll: "导出两张清单（Excel）", exportFailed: "清单没有导出。",
  },
  tab: { raised: "问题清单", assigned: "责任清单", resolved: "等提出人确认", verified: "已销号" },
  forms: {
    title: "意见表", none: "还没有开过意见表。", fresh: "开一张意见表", name: "标题（写的人会看到）", note: "说明（可不填）", closes: "最后一天（可不填）", open: "开放", close: "停止收意见", closeSure: "停止后二维码和链接不再收意见，已收的保留。", closeYes: "确定停止", cancel: "先不",
    link: "链接和二维码", hide: "收起", copy: "复制链接", copied: "已复制", code: "意见表“{title}”的二维码", download: "下载二维码", relative: "本县还没有填写对外的完整网址，二维码在外面的手机上打不开。请在政策“意见表”里填写完整网址。", state: { open: "收意见中", closed: "已停止" },
    until: "{on} 止", got: "收到 {count} 条", by: "{who} 开", sending: "正在提交……", fileName: "意见表二维码-{title}.svg",
    asks: "请一件提案的受益群众评价办理结果（计入群众认可度）", proposal: "哪件提案（按标题查找）", unknownProposal: "没有这件已立案的提案。", ratings: "看评价",
  },
  ratings: { reading: "正在读取评价……", all: "共 {count} 份评价", satisfied: "满意", mostly_satisfied: "基本满意", dissatisfied: "不满意", proposal: "看这件提案" },
  gather: { title: "记一条会上意见", opinion: "意见", where: "在哪次会上", who: "谁提的（从名录中选，由本人确认销号）", unknown: "名录中没有；不愿具名的请用意见表。", save: "记入问题清单" },
  issue: {
    from: { portal: "平台提出", meeting: "会上提出", form: "意见表" }, unnamed: "未具名", at: "在{where}", due: "{on} 前", overdue: "已逾期", owner: "责任人：{who}", proof: "办理证明：{proof}", waits: "等提出人确认；对结果不认可的，可以重新定责任人。", waitsUnnamed: "提出人没有具名，凭回执确认。",
    assign: "定责任人和期限", again: "重新定责任人", resolve: "办好了，填证明", who: "责任人（单位或姓名）", until: "期限", proofText: "怎么办好的、有何证明", save: "确定", saveProof: "提交证明", cancel: "取消", verified: "提出人已确认。",
  },
  mine: {
    title: "对服务的意见", lead: "对提案办理服务有意见，请写在这里；办好后由您本人确认。", write: "您的意见", send: "提交意见", list: "我提过的意见", none: "您还没有提过意见。", verify: "办好了，我确认", sent: "已提交，进入问题清单。",
    state: { raised: "等待定责任人", assigned: "办理中", resolved: "请您确认", verified: "已确认" }, notYet: "不认可的，请不要确认，可再写一条意见说明。", go: "对服务的意见",
  },
};
export default zh;
export type ServiceWords = typeof zh;
