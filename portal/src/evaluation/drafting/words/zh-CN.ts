const zh = {
  list: { title: "写方案", write: "写提案质量方案", writeHandling: "写办理质量方案", drafts: "没有公布的草稿（只在这台设备上）", go: "接着写", drop: "删去草稿", sure: "确定删去", keep: "不删", untitled: "（还没有名称）", noRoom: "这台设备存不下草稿，请清理浏览器的存储空间后再试。" },
  from: { copy: "以此为底稿写新方案", next: "写下一版", earlier: "上一版", later: "新版" },
  page: {
    title: "评估方案草稿", back: "回到年度评估", missing: "这台设备上没有这份草稿。草稿只保存在写它的设备上，公布以后就不再保留。", kept: "写下的内容随时存在这台设备上，公布以前别人看不到。", notKept: "这台设备存不下草稿：请不要关闭本页，先公布或者抄走内容。",
    next: "是《{title}》第 {edition} 版的下一版。公布以后，不再按上一版开始新的评估。", apart: "改为另立方案", subject: "评什么", name: "方案名称", total: "满分 {total} 分（不含加分）", check: "检查并试算", publish: "公布方案", sure: "公布后不能修改，只能再写下一版。确定公布吗？", really: "确定公布", later: "先不公布", sending: "正在提交……",
    wrong: "有 {count} 处要改", removed: "已删去“{what}”。", restore: "恢复", offline: "草稿还在这台设备上。", stays: "下列各处是上次检查时发现的，改好后再检查一次。",
  },
  subject: { proposal_quality: "提案质量", handling_quality: "办理质量" },
  category: { title: "第 {number} 类", name: "类别名称", add: "加一类", drop: "删去这一类", up: "上移", down: "下移", unnamed: "（未命名）" },
  indicator: {
    title: "指标 {number}", name: "指标名称", code: "代号（公式里用它指称）", maximum: "满分", kind: "怎样计入", way: "怎样得分", formula: "按哪个事实的比率", choose: "请选择", expression: "算式", evidence: "自评时须写依据", add: "加一个指标", drop: "删去这个指标",
    expressionHint: "例如 limit(10 - 2 * signatures_dissatisfied, 0, 10)；可用的事实和函数见下面“算式怎样写”。",
  },
  kind: { score: "计分", bonus: "加分", deduction: "扣分" },
  way: { judged: "评审打分", formula: "满分 × 比率", expression: "算式" },
  level: { title: "评分档次（从高到低，最低一档从 0 分起）", from: "几分以上", name: "档次", says: "什么样算这一档", add: "加一档", drop: "删去这一档" },
  rules: {
    title: "计分规则", groups: "评审组", groupsLead: "不分组时，谁是评审员谁就可以打分。分组时权重合计须为 100。", groupName: "组名", groupCode: "代号", weight: "权重", least: "至少几人打分", addGroup: "加一组", dropGroup: "删去这一组", weights: "权重合计 {sum}，须为 100", right: "权重合计 100",
    ties: "同分时依次比较", addTie: "加一项", dropTie: "去掉这一项", noTies: "没有定，同分的并列。",
    limit: { trim_from: "一组有几人打分起，去掉一个最高分和一个最低分", bonus_cap: "加分合计最多", deduction_cap: "扣分合计最多", wide_spread: "评审相差多少分以上作标记", per_unit: "每个单位抽几件评（不填则不抽样）", readers: "每组几人读一件" }, empty: "不填则不作规定，按本县规则。",
  },
  mistake: {
    blank: "须填写", indicators: "指标的数量或种类不对", codes: "代号重复", maximum: "满分须大于 0，最多两位小数", formula: "没有这个比率", evidence: "只有评审打分的指标才写依据", levels: "档次的分数不对", expression: "算式不对", reference: "指称的指标不存在", cycle: "指标互相指称，成了循环",
    unreachable: "这样定，分数拿不到", weights: "权重不对", groups: "打分人数不对", cap: "上限不对", trim: "至少 3 人打分才能去掉最高最低", spread: "相差分数须大于 0", sampling: "抽样件数不对", readers: "读的人数不对", other: "填写得不对",
  },
  run: {
    title: "试算", lead: "按已经记录的事实算一遍，不保存，也不公布。评审打分的部分没有分数。", session: "哪次会议", year: "哪一年提交的", all: "全部", try: "试算", trying: "正在试算……", stale: "试算以后方案又改过，下面是改动以前的结果。", none: "还没有试算。",
    over: "共 {count} 件", judged: "另有 {points} 分由评审打分，试算不计。", indicators: "各项指标", name: "指标", maximum: "满分", known: "有分", unknown: "事实不全", capped: "超出满分或低于 0", lowest: "最低", mean: "平均", highest: "最高", flat: "没有区分度", byJudges: "由评审打分", note: "说明", fileIndicators: "试算指标.csv",
    units: "单位名次（只按事实）", unit: "单位", rank: "名次", score: "平均分", count: "件数", fileUnits: "试算名次.csv", examples: "怎样算出来的（前 {count} 件）", example: "{unit}《{title}》：{total} 分", exampleProposal: "《{title}》：{total} 分",
  },
  help: {
    title: "算式怎样写", lead: "可以用数字、+ - * /、括号、比较（< <= == != > >=）、and or not，以及下面的事实和函数；points(代号) 是另一指标的得分。没有记录的事实使整个算式没有结果，可用 otherwise 补上。", facts: "事实", functions: "函数", fact: "写法", means: "意思", most: "最大", share: "比率（0 到 1），可直接选作“满分 × 比率”", away: "算式说明暂时取不到。", file: "算式.csv",
    says: { min: "其中最小的", max: "其中最大的", limit: "limit(数, 下限, 上限)：限在两者之间", round: "round(数, 位数)：四舍五入到 0 至 6 位", if: "if(条件, 成立时, 不成立时)", otherwise: "otherwise(数, 另一数)：前者不知道时用后者", known: "known(数)：是否有记录" },
  },
};
export default zh;
export type DraftingWords = typeof zh;
