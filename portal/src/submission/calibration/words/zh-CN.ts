const zh = {
  page: { title: "审查校准", lead: "用已经决定过的提案统一尺度：不显示提案者和决定，每人各判一次，判完才看到与决定一致多少。", none: "还没有做过校准。", setUp: "做一次校准", open: "进行中", closed: "已结束", cases: "{count} 件", judge: "去判断", see: "看结果", close: "结束校准", agreement: "各人一致情况", hide: "收起" },
  set: {
    name: "名称", words: "查找已决定的提案（案由、案号）", chosen: "已选 {count} 件，最多 {most} 件", save: "开始校准", cancel: "先不办", sending: "正在提交……", none: "还没有决定过的提案。", admitted: "已立案", declined: "不予立案", list: "选哪些提案", first: "只列出前 {count} 件，可用案由查找。",
    mixed: "题目的顺序会打乱。最好立案和不予立案的都有。",
  },
  close: { question: "结束后不能再判断。", yes: "确定结束" },
  table: { who: "审查人员", judged: "判了", agreed: "一致", share: "一致率", declined: "都不予立案", ground: "理由也相同", differs: "不一致的件", none: "还没有人判断。" },
  own: {
    back: "回到校准", left: "还有 {count} 件没有判断。", done: "您已判完。", closed: "这次校准已经结束。", number: "第 {number} 件", admit: "立案", decline: "不予立案", ground: "理由", choose: "请选择", said: "您判为：{outcome}", send: "提交判断（{count} 件）", sending: "正在提交……",
    once: "每件只能判一次，提交后不能改。", text: "正文", none: "没有要您判断的提案：本人提出或联名的不作为题目。", agreed: "与决定一致 {agreed}／{judged} 件。", differs: "不一致的：第 {numbers} 件。", grounds: "同判不予立案的 {declined} 件中，理由相同的 {same} 件。", notRoster: "您不在审查人员名册中，不参加校准。",
    sent: "判断已提交。",
  },
};
export default zh;
export type CalibrationWords = typeof zh;
