const zh = {
  list: {
    title: "本单位的考评", lead: "评审打分以前可以自评，不计入得分；算分以后在期限内可以申诉。", none: "还没有对本单位的考评。", proposal: "提案", scheme: "方案", stage: "进展", total: "得分", until: "申诉截止", file: "本单位考评.csv", toSay: "等本单位自评：{count} 件", away: "方案暂时取不到",
  },
  stage: { say: "待自评", panel: "已自评，等评审打分", scored: "已算分", appealed: "申诉待裁定" },
  own: {
    title: "本单位自评", lead: "写给评审看，放在得分旁边，不计入得分。提交一次；评审开始打分以后不再接受。", proof: "凭什么得这些分", needs: "这一项要写明依据", leader: "由本单位承办人填写。", sent: "自评已提交。",
  },
  appeal: {
    begin: "对得分申诉", title: "申诉", until: "申诉截止 {until}", which: "对哪几项申诉", statement: "理由", evidence: "依据（可不填）", send: "提交申诉", sending: "正在提交……", lead: "由委员会裁定，打过分的人不参与。裁定以前不能定名次。", lacks: "请选择至少一项，并写明理由。", leader: "由本单位承办人提出。",
  },
};
export default zh;
export type AssessedWords = typeof zh;
