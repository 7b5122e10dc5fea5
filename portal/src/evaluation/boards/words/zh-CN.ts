const zh = {
  board: {
    "six-problems": "六个问题", "five-gains": "五大提升", which: "看板", title: "提案看板", lead: "此刻的数字，不是年终的报表。每个数字都能打开到提案。", at: "截至 {at}", again: "刷新", take: "下载数据表（xlsx）", taking: "正在准备……",
    counties: "各县对照", reports: "年度报告", empty: "这个范围内还没有提案，各项指标都无从计算；没有数字不等于零。",
  },
  filter: {
    title: "范围", session: "届次", sessionName: "第 {term} 届第 {number} 次会议", anySession: "各届次", year: "提交年份", yearName: "{year} 年", anyYear: "各年份", unit: "承办单位", anyUnit: "各单位",
    category: "类别", anyCategory: "各类别", month: "{month} 提交", without: "只看{what}", clear: "全部清除", drop: "取消“{what}”", away: "{part}暂时取不到，不能按它筛选；其余不受影响。", all: "全部提案",
  },
  without: { year: "提交时间不详的", session: "届次不详的", month: "提交时间不详的", category: "未立案、尚无类别的" },
  figure: {
    nothing: "没有{whole}，无从计算", none: "无从计算", before: "上年 {value}（{sums}）", beforeNone: "上年无从计算", open: "打开背后的提案", parts: "分项", formulas: "各项怎样计算",
  },
  by: { year: "按年份", session: "按届次", month: "按月份", unit: "按承办单位", category: "按类别" },
  groups: {
    title: "走势与对照", by: "分组", which: "指标", headlines: "各项主要指标", chart: "走势图", picks: "画哪几项", table: "看表格", hide: "收起表格", none: "这个范围内没有可以分组的提案。", several: "一件提案由几个单位办理的，在每个单位都计入。",
    filed: "按提交时间归入各组，数字都是到现在为止的。", group: "分组名称", summary: "{name}：{first}为 {from}，{last}为 {to}。", summaryOne: "{name}：{last}为 {to}。", summaryNone: "{name}：没有数字。", drawing: "正在画图……",
    noChart: "图暂时画不出来，请看下面的表格。",
  },
  behind: {
    back: "返回看板", rows: "共 {count} 项，计入 {counted} 项", any: "全部", counted: "计入的", others: "没有计入的", which: "显示", title: "案由", number: "案号", counts: "是否计入", part: "计入数", whole: "基数", yes: "计入", no: "没有计入",
    untitled: "（未立案，案由不在此列）", file: "背后的提案.csv", none: "这个数字背后没有提案。", noFigure: "没有这一项指标。", hint: "点案由，看这件提案记录了什么、由哪些事件而来。",
  },
  record: {
    back: "返回", title: "提案的记录", untitled: "（案由尚无记录）", whole: "看这件提案的全过程", lead: "看板上的数字由以下记录算出；每条记录由所列事件写成。", events: "来自 {count} 个事件", none: "（无）", yes: "是", no: "否",
  },
  kind: { proposal: "提案", handling: "办理", consultation: "协商", signature: "签字", commitment: "承诺", outcome: "成果", mark: "公开标注" },
  field: {
    proposal_id: "提案编号", channel: "类别", session_id: "届次", filed_on: "提交日期", research_date: "调研日期", review: "审查结果", proposers: "提案者", suggestions: "建议", repeats: "重复的提案", title: "案由", case_number: "案号", category: "主题类别",
    publish_consent: "同意公开", supervision_class: "督办类别", supervisor: "督办人", last_contact: "最近联系", closed_at: "办结时间", closed_unsigned: "未签字而办结", assignment_id: "交办编号", cycle: "办理轮次", unit_id: "承办单位", role: "办理角色",
    issued_on: "交办日期", replied_on: "答复日期", answers: "逐条答复", promised: "承诺数", started_on: "计时起点", due: "期限", lifted: "已改办", paused: "暂停计时", consultation_id: "协商编号", phase: "阶段", form: "形式", held_on: "协商日期",
    requested_by: "提出方", points_raised: "提出意见数", points_agreed: "达成一致数", beneficiaries: "到场受益群众", held: "经确认", commitment_id: "承诺编号", status: "状态", on_time: "按期", outcome_id: "成果编号", kind: "种类", achieved_on: "取得日期",
    instruction_only: "仅有批示", member_id: "委员", result: "对结果", process: "对过程", decided_by: "标注方", mark: "标注", asked_on: "请签日期", signed_on: "签字日期",
  },
  value: {
    plenary: "全会提案", between_sessions: "平时提案", filed: "待审查", admitted: "已立案", declined: "不予立案", merged: "已并案", withdrawn: "已撤回", key: "重点", general: "一般", tracked: "跟踪", sole: "单办", lead: "主办", helper: "会办", split: "分办",
    before: "办前", during: "办中", after: "办后", face_to_face: "当面", site_visit: "现场", meeting: "会议", video: "视频", phone: "电话", written: "书面", open: "未到期", claimed: "待核实", kept: "已兑现", missed: "已失约", released: "已解除",
    recorded: "已记录", verified: "已核实", rejected: "未通过", decision: "决策措施", development: "发展成效", duty: "新的履职内容", consensus: "凝聚共识", satisfied: "满意", mostly_satisfied: "基本满意", dissatisfied: "不满意",
    public: "公开", summary: "公开摘要", closed: "不公开", adopted: "已采纳", partly: "部分采纳", planned: "列入计划", not_adopted: "未采纳",
    unit: "承办单位", proposer: "提案者", member: "委员", committee: "提案委", conference: "政协",
  },
  counties: {
    title: "各县对照", lead: "各县用同一套算法，同一时刻读取。县有自己规定的地方，在数字旁标 ※ 并在下面说明。", year: "提交年份", any: "各年份", county: "县", notes: "各县规定不同的指标", same: "各县对所示指标的规定相同，可以直接比较。", one: "您的账号只管一个县，没有可以对照的县。",
    open: "打开这个县的看板", which: "指标", headlines: "各项主要指标",
  },
  rule: {
    watched_within_days: "视为近期联系的天数", forms: "算作见面的协商形式", asked_by: "提出方的称谓", quality_bands: "提案质量分档", scheme: "评估方案", trim_from: "去掉最高分和最低分所需的评委数",
  },
  reports: {
    title: "提案工作年度报告", lead: "报告用同一时刻的数字写成，写明数据时点；以后的变化不进已生成的报告。", year: "报告年份", ranking: "引用的排名", latest: "最近冻结的排名", make: "生成报告", making: "正在提交……", list: "已生成和正在生成的报告", none: "还没有生成过报告。",
    noneMaker: "还没有生成过报告。选好年份，点“生成报告”。", of: "{year} 年度报告", ofUnknown: "年度报告", by: "{who} 于 {at} 提出", at: "数据时点 {at}", snapshot: "数据快照 {snapshot}", progress: "已完成 {done} / {files} 个文件", reading: "正在读取数字……", waits: "排队等候中……",
    leave: "可以离开这个页面，回来时接着看进度。", pdf: "下载报告（PDF）", xlsx: "下载数据表（xlsx）", taking: "正在下载……", cancel: "停止生成", empty: "这一年没有记录，报告如实写明。", refusedFile: "{file}没有生成：{why}", again: "重新生成",
    failed: "没有生成成功，已经试过几次。数字没有变化，可以重新生成；仍不成功，请把下面这行告诉管理员。", tried: "上次没有成功，正在重试：{why}", refused: "这份报告不能生成：{why}", lost: "暂时看不到进度；生成在继续，联网后自动更新。", yearWrong: "请填 1949 到 2199 之间的年份。",
  },
  state: { waiting: "排队中", running: "生成中", done: "已完成", refused: "不能生成", failed: "失败", cancelled: "已停止" },
  file: { pdf: "PDF 报告", xlsx: "数据表" },
  said: {} as Record<string, string>,
};
export default zh;
export type BoardWords = typeof zh;
