const zh = {
  list: {
    title: "办理质量排名", lead: "排名冻结后不再变化；每个名次都能打开到每一分的来历。", which: "排名", none: "还没有冻结的排名。", rank: "名次", unit: "单位", score: "得分", of: "评估件数", take: "下载（xlsx）", taking: "正在准备……", maximum: "满分 {maximum}", file: "排名.csv",
  },
  compare: {
    go: "重算对照", title: "名次重算对照", lead: "把定下的名次再算两遍：一遍只用当时记下的依据，应当逐位相同；一遍用今天的记录，看定名次以后补记了什么。都不保存，名次不变。", computing: "正在重算，记录多时需要一些时间……",
    again: { title: "用当时记下的依据重算", lead: "每个得分都留有算法、事实和评分，由此再算一遍。", same: "与定下的名次逐位相同。", differs: "与定下的不同：{scores} 个得分不同，{moved} 个单位的名次不同。定下的得分不应再变，请联系平台运行人员查明。", file: "当时依据的差异.csv" },
    now: { title: "用今天的记录重算", lead: "定名次以后才记下或更正的事实，会使今天算出的不同；定下的名次不因此改变。", same: "定名次以后没有新的记录影响任何一分。", differs: "定名次以后有新的记录：{scores} 个得分会不同，{moved} 个单位的名次会不同。", file: "今天记录的差异.csv" },
    without: "另有 {count} 个得分是在平台记下计分步骤以前算的，无法重算。", units: "各单位的名次并列对照", whole: "总分", file: "名次对照.csv",
    column: { unit: "单位", rank: "定下名次", score: "定下得分", againRank: "重算名次", againScore: "重算得分", nowRank: "今天名次", nowScore: "今天得分", proposal: "提案", indicator: "指标", frozen: "定下", found: "重算", change: "相差", says: "为什么" },
  },
  unit: { back: "返回排名", place: "第 {rank} 名", mean: "{count} 件评估的平均 {score} 分", assessment: "{title}：{total} 分", open: "这件提案的记录", whole: "这一件评估" },
  score: {
    title: "评估得分", none: "还没有算分。", total: "{total} 分（满分 {maximum}）", computed: "{at} 算出", spread: "评委最高与最低相差 {spread} 分", wide: "评委意见相差较大", self: "单位自评（不计入得分）", appeals: "申诉", upheld: "申诉成立：{reason}", rejected: "申诉不成立：{reason}", undecided: "申诉待决定",
    own: "返回本单位的考评",
  },
  step: {
    caption: "每一项的得分和来历", indicator: "指标", points: "得分", how: "怎样得来", judged: "{who}{scores} 人评分{left}，平均 {mean}", left: "（去掉 {count} 个最高、最低分）", weight: "，占 {weight}%", fact: "{name} {value}", other: "用到“{name}”的 {points} 分", unknown: "尚无数据，不得分",
    capped: "超过上限，按上限计", rounded: "四舍五入前为 {exact}", appeal: "按第 {number} 次申诉的决定", rule: "算法：{rule}", sources: "由 {records} 条记录、{events} 个事件而来", notKnown: "不详", shareIs: "{percent}（{exact}）",
  },
};
export default zh;
export type RankingWords = typeof zh;
