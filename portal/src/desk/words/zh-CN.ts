const zh = {
  reading: "正在读取……",
  state: {
    proposal: {
      filed: "待审查", in_review: "审查中", returned: "退回修改", admitted: "已立案", declined: "不予立案", merged: "已并案",
      withdrawn: "已撤回", archived: "往年提案",
    },
    review: { open: "征求意见中", ready: "意见已齐", void: "未分组" },
    assignment: {
      issued: "待签收", accepted: "已签收", plan_agreed: "方案已定", replied: "已答复", closed: "已办结", returned: "申请退办",
      disputed: "争议待裁定", reassigned: "已改办", cancelled: "已取消",
    },
  },
  channel: { plenary: "全会提案", between_sessions: "平时提案" },
  kind: { individual: "个人提案", joint: "联名提案", collective: "集体提案" },
  stage: { preliminary: "预审", second: "复审", final: "终审" },
  due: {
    overdue: "已逾期（{at}）", near: "将到期（{at}）", running: "{at} 前", none: "{at}", why: "为什么是这一天",
    stage: "第 {round} 轮审查，{stage}阶段", hours: "按本县审查规则，本阶段限时 {hours} 小时",
  },
  card: { number: "第 {number} 号" },
  keys: {
    title: "快捷键", close: "关闭", send: "提交正在填写的内容", typing: "正在输入文字时，除 Esc 和 Ctrl+Enter 外，按键只输入文字。",
    next: "下一件", previous: "上一件", choose: "勾选这一件", range: "从上次勾选处选到这里", all: "全选／全不选（当前显示的）",
    batch: "批量处理", similar: "与相似提案对照（再按换下一件）", find: "查找", reload: "刷新", back: "返回一步", help: "显示快捷键",
    meeting: "会议模式", candidate: "选用第 1–9 个推荐单位", helper: "加为会办", urgent: "加急", send_one: "交办这一件", joint: "换办理方式",
  },
  table: { narrow: "在表中查找", export: "导出表格", none: "没有符合的内容。" },
  column: {
    id: "编号", number: "案号", title: "案由", state: "状态", proposers: "提案者", received: "收到时间", group: "审查小组", due: "截止",
    unit: "承办单位", waiting: "待办", overdue: "逾期", topic: "主题", step: "事项", candidates: "推荐单位", workload: "在办件数",
  },
  part: { title: "案由", situation: "情况", analysis: "分析", suggestions: "建议", reply: "答复", unfinished: "未了事项", empty: "（没有内容）" },
  comment: {
    add: "在{part}第 {number} 段加批注", short: "批注", of: "{part}第 {number} 段的批注", drop: "删除批注",
  },
  refused: { kept: "填写的内容已保留，可以原样再提交；不会重复处理。", session: "登录已过期。填写的内容已保留，请在页面上方重新登录。" },
  rule: {
    stale: "内容已被他人改动", "not-found": "找不到这件提案", state: "当前状态不能这样处理", locked: "他人正在处理这件提案",
    "cosign-open": "联名邀请还没有答复完", "objection-open": "提案者对代录内容有异议，须先处理", "conflict-of-interest": "本人提出或联名的提案须回避",
    "stage-open": "审查意见还没有收齐", "final-word": "本县规定由其他角色作最后决定", "merge-open": "并案还在征求提案者意见",
    "merge-objected": "有提案者反对并案，须先处理", "merge-two": "并案至少要两件", "merge-session": "只能合并同一次会议的提案",
    "not-merged": "这件提案没有并案", "assigned-already": "已经交办，不能撤销并案", "no-redirect": "没有可转送的去向",
    "four-eyes": "须由另一名工作人员处理", "no-objection": "没有反对意见", "reason-code": "须选本县规定的理由", "comment-needed": "退改须写明意见",
    "comment-place": "批注的位置已不存在", "comment-quote": "批注引用的文字已不在原处", "text-form": "文字不符合提案格式要求",
    "repeats-unknown": "所选的提案不在本县，或不比这一件早", "not-a-reviewer": "您不在审查人员名册中", "not-asked": "没有请您发表意见", "stage-over": "这一阶段已经结束",
    "no-stages": "本县审查不分阶段，不需要分组", "distributed-already": "已经分给这个小组", "group-conflict": "小组成员都须回避", "no-group": "没有合适的审查小组",
    "group-unknown": "没有这个审查小组", "not-in-review": "不在审查中", "not-admitted": "还没有立案", withdrawn: "提案已撤回",
    "role-taken": "这个办理角色已有单位", "unit-assigned": "这个单位已在办理这件提案", "unit-unknown": "名录中没有这个单位", "unit-ended": "单位已撤销或更名",
    suggestions: "分办的建议编号不对", cycle: "办理轮次不对", "assignment-state": "当前办理状态不能这样处理", helper: "会办单位不能这样处理",
    "same-unit": "不能交回原单位", "return-refused": "退办已被驳回过", "reconsidered-already": "复议已经作出决定", "already-exists": "刚刚已由他人办理",
    "answered-already": "已经答复过",
  },
  deed: {
    admit: "立案", return: "退回修改", decline: "不予立案", merge: "并案", edit: "修改文字", opine: "发表审查意见", undo_merge: "撤销并案",
    overrule: "维持并案", reconsider: "复议决定", distribute: "分给审查小组",
  },
  decide: {
    admit: "立案", return: "退回提案者", decline: "不予立案", merge: "并案", edit: "保存修改", opine: "提交意见", undo_merge: "撤销并案",
    overrule: "维持并案", reconsider: "作出决定", group: "审查决定", sending: "正在提交……", later: "先放着", missing: "还须填写：{what}",
    repeatsNone: "不是重复提案", places: "附段落批注 {count} 条（在正文各段旁添加）。", choose: "请选择", master: "以这一件为主提案：{title}",
    noBeside: "没有可以并入的提案。可在列表中勾选同一次会议的提案，或等相似提案查出后再试。", edited: "修改前的文字会保留，并告知提案者。",
    between: "各条建议之间空一行。", reopen: "重新审查", uphold: "维持不予立案",
  },
  field: {
    deed: "处理方式", topic: "主题分类", repeats: "是否重复以前的提案", comments: "意见", places: "批注", ground: "理由", explanation: "说明",
    redirect: "转作他用（须提案者同意）", alone: "意见未齐而单独决定的理由（将留存）", children: "并入的提案", opinion: "并案意见", reason: "理由",
    reopened: "复议结果", outcome: "意见", text: "文字",
  },
  redirect: {
    none: "不转", opinion: "转社情民意", letter: "转委员来信", suggestion: "转意见建议", asked: "待提案者同意", agreed: "提案者已同意", refused: "提案者不同意",
  },
  because: { cases: "{count} 件相似提案如此", proposer: "提案者建议", reviewers: "{count} 名审查人员建议" },
  lock: { other: "{holder} 正在处理这件提案，到 {until} 为止。", again: "再看一次", mine: "由您处理，{until} 前他人不能改动。" },
  changed: {
    title: "您阅读之后，这件提案有了变化", unseen: "文字和状态没有变化，变化在其他事项（如联名、附件）。", nothing: "（无）",
    kept: "您填写的内容还在。看过变化后，可以按现在的内容继续。", accept: "已看过，按现在的内容继续",
    field: {
      state: "状态", case_number: "案号", title: "案由", situation: "情况", analysis: "分析", suggestions: "建议", proposers: "提案者", children: "并入的提案",
    },
  },
  held: {
    cosign: "等待联名答复", objection: "代录有异议", merge_open: "并案征求意见中", merge_objected: "有人反对并案", stage_open: "等待审查意见",
    undistributed: "未分审查小组",
  },
  similar: {
    title: "相似提案", reading: "正在查找相似提案……", away: "相似提案暂时查不到，其余内容不受影响。", degraded: "只比较了字面，没有比较含义。",
    waiting: "还有 {count} 件提案未编入比对。", none: "没有发现相似提案。", copy: "几乎相同", wording: "字面相同 {share}", passages: "最像的 {count} 处",
  },
  compare: { close: "结束对照", marked: "标色处两件文字相同", noText: "这一件没有可显示的全文，以下是相似的段落。" },
  checks: { title: "格式与内容检查", away: "检查结果暂时取不到。", none: "没有发现问题。", must: "必须修改", should: "建议修改", note: "请留意" },
  stages: {
    title: "审查意见", group: "{group}，第 {round} 轮", disagreed: "审查人员意见不一致。", alone: "意见未齐时单独决定的理由",
    given: "已收 {given}／{wanted} 份意见", due: "截止 {at}",
  },
  returns: { title: "退改记录", changed: "已改", unchanged: "未改" },
  texts: {
    title: "文字修改记录", filed: "提交", filed_again: "提案者重新提交", filed_again_on_paper: "代录重新提交", edited: "工作人员修改",
  },
  merging: { title: "提案者对并案的意见", open: "未答复", agreed: "同意", objected: "反对", overruled: "反对，已决定维持" },
  file: {
    proposers: "提案者", received: "收到", assisted: "纸质代录", comments: "退改意见", declined: "不予立案理由", noConsent: "不同意公开", noReason: "未说明原因",
    text: "提案正文", attachments: "附件", whole: "看这件提案的全过程",
  },
  review: {
    title: "审查台", count: "显示 {shown} 件，共 {all} 件", list: "提案列表", all: "全选", none: "清除", chosen: "已勾选 {count} 件", batch: "批量处理",
    nothing: "现在没有这类提案。", nothingFits: "没有符合筛选条件的提案。", toList: "返回列表", gone: "这件提案不在当前列表中，可换一个状态查看。",
    hint: "从列表中选一件，或按 j 打开第一件。", choose: "勾选：{title}", more: "等 {count} 人", mine: "等您的意见",
    reviewsAway: "审查意见暂时取不到，截止时间和小组没有显示。",
  },
  filter: {
    state: "状态", words: "查找案由、提案者、案号", channel: "类别", anyChannel: "全会和平时", kind: "形式", anyKind: "各种形式", group: "审查小组",
    anyGroup: "各小组", noGroup: "未分组", due: "期限", anyDue: "不限期限", overdue: "已逾期", near: "将到期", running: "未到期", none: "没有期限",
    waits: "待办情形", any: "各种情形", ready: "可以决定的", mine: "等我意见的", held: "还不能决定的", disagreed: "意见不一致的", assisted: "纸质代录的",
    reconsider: "申请复议的", order: "排序", topic: "主题", anyTopic: "各主题",
  },
  order: { due: "先到期的在前", oldest: "先收到的在前", newest: "后收到的在前", title: "按案由" },
  settled: {
    given: "意见已提交", open: "打开", close: "知道了", admit: "立案不能撤回；交办前提案者可以撤案。", return: "提案者改好后会重新提交。",
    decline: "提案者可以在期限内申请一次复议。", merge: "交办前可以撤销并案（打开后按 u）。", edit: "修改前的文字已保留。",
    opine: "本阶段结束前可以再次提交，以最后一次为准。", undo_merge: "并入的提案已恢复待审查。", overrule: "并案维持不变。", reconsider: "已告知提案者。",
  },
  batch: {
    title: "批量处理 {count} 件", close: "关闭", empty: "没有勾选提案。", what: "怎样处理", topic: "主题分类（全部）", own: "单独的主题分类：{title}",
    group: "审查小组", suggested: "各自推荐的小组", reason: "改分的原因（可不填）", ahead: "预计 {going} 件可以办成，{staying} 件办不成。", preview: "逐件预览",
    goes: "可以", settled: "已有决定", drop: "移出", dropOne: "移出：{title}", send: "处理这 {count} 件", sending: "正在处理 {so}／{of}……",
    again: "继续处理剩下的 {count} 件", admitted: "立案第 {number} 号", distributed: "已分给 {group}",
  },
  assign: {
    title: "交办台", count: "显示 {shown} 件，共 {all} 件待交办", words: "查找案由、案号、单位", steps: "待裁定的事项", way: "办理方式", urgent: "加急",
    noCandidate: "没有可推荐的单位，请从名录中选择。", workload: "在办 {count} 件", sole: "承办", lead: "主办", helper: "会办", splitUnit: "分办",
    otherMain: "从名录选承办单位", otherHelper: "从名录加会办单位", answers: "{unit}办理的建议", suggestion: "第 {number} 条", allSuggestions: "（全部建议）",
    nobody: "未定", returned: "{unit}于 {at} 退办，建议改由{to}办理：", plan: "交办方案", returnFirst: "有单位申请退办，请先在下方办理经过中决定改办或驳回。",
    issue: "交办", issued: "已交办（{role}）", uncovered: "第 {numbers} 条建议还没有单位办理", textAway: "提案正文暂时取不到，交办不受影响。",
    text: "情况与分析", batch: "一并交办 {count} 件", ahead: "{ready} 件方案已定，{lacking} 件还缺内容（不会送出）。", issueAll: "交办这 {count} 件",
    settled: "第 {number} 号已交办：{units}。", leave: "退出会议模式", takeFirst: "用首选单位", many: "一并交办", nothing: "没有待交办的提案。", place: "第 {at} 件，共 {of} 件",
  },
  way: { sole: "单办", joint: "主办＋会办", split: "分办" },
  role: { sole: "单办", lead: "主办", helper: "会办", split: "分办" },
  lack: { main: "还没有选承办单位", helpers: "还没有选会办单位", split: "分办至少要两个单位", uncovered: "有建议没有单位办理" },
  offers: {
    fresh: "首次交办的", returned: "退办过的", settled: "方案已定", unsettled: "方案未定的", nobody: "没有推荐单位", wasReturned: "退办过", best: "首选：{unit}",
  },
  stepHere: { decide_return: "退办待决定", decide_helper: "增加会办待决定", decide_dispute: "争议待裁定" },
  act: { reassign: "同意退办，改由他单位办理", refuse: "驳回退办", cancel: "取消交办", grant: "同意增加会办", deny: "不同意增加会办", dispute: "裁定争议" },
  history: {
    title: "办理经过", none: "还没有交办过。", suggestions: "办理第 {numbers} 条建议", returnUntil: "签收或退办期限", due: "答复期限", reason: "理由",
    suggested: "建议改由{unit}办理", refused: "退办已被驳回过一次，不能再退。", dispute: "单位负责人书面申诉", helper: "申请{unit}会办", open: "待决定", granted: "已同意", denied: "未同意",
  },
  why: { issued: "{at} 交办", days: "可在 {days} 个工作日内退办", version: "按交办规则第 {version} 版" },
  gates: {
    title: "办理须经过的协商", away: "协商规则暂时取不到。", plan_agreed: "定方案前：{phases}（{forms}），{times} 次", approval: "审签答复前：{phases}（{forms}），{times} 次",
    closing: "办结前：{phases}（{forms}），{times} 次", return: "退办期限：{days} 个工作日，加急 {urgent} 个工作日",
    phase: { before: "办前协商", during: "办中协商", after: "办后协商" },
    form: { face_to_face: "当面", site_visit: "现场", meeting: "会议", video: "视频", phone: "电话", written: "书面" },
  },
  home: {
    toDo: "等着办的事", nothing: "现在没有等着办的事。", steps: "办理中等您的事", more: "另有 {count} 项，较后到期。", figures: "本县提案", byUnit: "各单位待办",
    byStep: "各环节待办", review: "审查情况", handling: "办理情况",
  },
  task: {
    overdue: "审查已逾期", near: "审查将到期", mine: "等我的审查意见", ready: "可以作决定", held: "还在等联名、意见等", reconsider: "申请复议", papers: "纸质代录待复核",
    assign: "待交办",
  },
  result: {
    done: "办成 {count} 件", refused: "未办成 {count} 件", left: "未送出 {count} 件", refusedTitle: "未办成的（仍保持勾选）", doneTitle: "办成的 {count} 件",
    export: "导出结果", which: "提案", became: "结果", rule: "规则", detail: "原文说明",
  },
};
export default zh;
export type DeskWords = typeof zh;
