const zh = {
  form: {
    title: "对提案工作的意见", none: "链接不完整。请重新扫描二维码，或向工作人员要链接。", gone: "没有这张意见表，链接可能抄错了。", closed: "这张意见表已经关闭，不再收意见。已经写过的仍可凭回执查询。",
    opinion: "您的意见", hint: "不需要姓名和联系方式。一次写一件事，便于逐件办理。", left: "还可写 {count} 字", send: "提交意见", sending: "正在提交……", sent: "意见已经收到。",
    receipt: "您的回执", keep: "请把这串回执记下来或拍下来。凭它可以查办理情况，也只有凭它才能确认办好了。我们没有留存它，丢了无法补发。", copy: "复制回执", copied: "已复制", another: "再写一条",
  },
  rate: {
    ask: "对这件事的办理结果，您是否满意？", opinion: "还想说的（可不填）", hint: "不需要姓名和联系方式。", send: "提交评价", sent: "您的评价“{rating}”已经收到，谢谢。", counts: "评价计入群众认可度，与委员签字分开统计；提交后谁也不能改。", closed: "这张评价表已经关闭，不再收评价。",
  },
  follow: {
    title: "凭回执查询", receipt: "回执（24 位）", look: "查询", unknown: "没有找到。请核对回执，字母不分大小写。", owner: "责任人", due: "期限", overdue: "已逾期", proof: "办理情况", verify: "确认已经办好",
    ask: "只有您能确认。确认后这件事就办结了；没有办好请不要确认。", yours: "您写的意见",
  },
  rating: { satisfied: "满意", mostly_satisfied: "基本满意", dissatisfied: "不满意" },
  state: { raised: "已收到，等待分派", assigned: "正在办理", resolved: "单位说已办好，等您确认", verified: "您已确认办好" },
};
export default zh;
export type OpinionWords = typeof zh;
