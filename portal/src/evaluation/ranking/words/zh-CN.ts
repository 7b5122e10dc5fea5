const zh = {
  list: {
    title: "办理质量排名", lead: "排名冻结后不再变化；每个名次都能打开到每一分的来历。", which: "排名", none: "还没有冻结的排名。", rank: "名次", unit: "单位", score: "得分", of: "评估件数", take: "下载（xlsx）", taking: "正在准备……", maximum: "满分 {maximum}", file: "排名.csv",
  },
  unit: { back: "返回排名", place: "第 {rank} 名", mean: "{count} 件评估的平均 {score} 分", assessment: "{title}：{total} 分", open: "这件提案的记录", whole: "这一件评估" },
  score: {
    title: "评估得分", none: "还没有算分。", total: "{total} 分（满分 {maximum}）", computed: "{at} 算出", spread: "评委最高与最低相差 {spread} 分", wide: "评委意见相差较大", self: "单位自评（不计入得分）", appeals: "申诉", upheld: "申诉成立：{reason}", rejected: "申诉不成立：{reason}", undecided: "申诉待决定",
    back: "返回",
  },
  step: {
    caption: "每一项的得分和来历", indicator: "指标", points: "得分", how: "怎样得来", judged: "{who}{scores} 人评分{left}，平均 {mean}", left: "（去掉 {count} 个最高、最低分）", weight: "，占 {weight}%", fact: "{name} {value}", other: "用到“{name}”的 {points} 分", unknown: "尚无数据，不得分",
    capped: "超过上限，按上限计", rounded: "四舍五入前为 {exact}", appeal: "按第 {number} 次申诉的决定", rule: "算法：{rule}", sources: "由 {records} 条记录、{events} 个事件而来", notKnown: "不详", shareIs: "{percent}（{exact}）",
  },
};
export default zh;
export type RankingWords = typeof zh;
