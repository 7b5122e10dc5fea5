const zh = {
  page: { title: "名录", lead: "委员、团体和承办单位。点名字看登记内容、更正和办理变动。成批的用表格导入：先预览，有误的一行也不导入，同一份表再导入不会重复。", none: "名录是空的。", file: "{list}名录.csv" },
  list: { members: "委员", bodies: "团体、界别、专委会", units: "承办单位", archive: "往年提案目录" },
  column: { id: "编号", name: "姓名或名称", sector: "界别", party: "党派", committee: "专委会", term: "届", state: "状态", kind: "类别", officers: "授权人", system: "系统", linked: "对口专委会", aliases: "别名", successor: "由谁承接" },
  state: { active: "在任", open: "在册", ended: "已离任", over: "已撤销", ending: "将撤销", carries: "离任，仍办未了提案" },
  bring: {
    title: "导入{list}", columns: { members: "编号　姓名　界别　党派　专委会　届", bodies: "编号　名称　类别　授权人编号", units: "编号　名称　系统　对口专委会　别名（可没有）", archive: "年度　届次　案号　案由　提案者　承办单位　答复类别　满意度　未了事项" }, needs: "表头：{columns}", choose: "选择表格（xlsx 或 csv）", previewing: "正在预览……", seen: "共 {rows} 行：新增或变更 {enrolled} 行，不变 {unchanged} 行。",
    wrong: "有 {count} 处错误，一行也不会导入。请改好后再选。", notes: "提醒 {count} 处（照样导入）：", take: "导出问题清单", send: "导入 {count} 行", sending: "正在导入，已传 {share}", done: "已导入：新增或变更 {enrolled} 行，不变 {unchanged} 行。", nothing: "与名录一致，没有要导入的。", job: "表格较长，已转为后台任务，见下方进度；可以离开本页。", row: "行", column: "列", what: "问题", type: "类别", error: "错误", note: "提醒", file: "导入问题.csv", first: "前 {count} 处", outcome: { new: "新增", changed: "变更", unchanged: "不变" }, lines: "逐行结果", unreadable: "表格读不出来：",
  },
  job: { title: "导入任务", none: "没有后台导入任务。", kind: { members: "委员", bodies: "团体", units: "承办单位", archive: "往年提案", "archive-texts": "往年提案正文", "archive-texts-preview": "往年提案正文预览" }, state: { waiting: "等待", running: "进行中", done: "已完成", refused: "有误，未导入", failed: "未完成", cancelled: "已取消" }, progress: "{done}／{rows} 行", cancel: "取消", by: "{who}，{at}", report: "新增或变更 {enrolled} 行，不变 {unchanged} 行，错误 {mistakes} 处", files: { title: "文件 {count} 个，其中没有对上或读不出来 {amiss} 个", list: "逐个文件", name: "文件", became: "结果", row: "第 {row} 行", take: "导出文件清单", file: "逐个文件.csv", outcome: { matched: "对上了", no_row: "没有对应的行", unreadable: "读不出来", no_word: "不是 Word 文件" } } },
  contacts: {
    title: "导入联系方式", lead: "从 Excel 复制四列（编号、手机、邮箱、企业微信）贴在下面；没有的留空，留空的不动。录入后由另一名工作人员逐一复核才使用；本页不保存，页面只显示打码后的内容。", paste: "粘贴内容", rows: "读到 {count} 行", preview: "检查", fine: "没有错误：将录入 {entered} 项，不变 {unchanged} 项。", wrong: "有 {count} 处错误，一项也没有录入。", send: "录入", done: "已录入 {entered} 项，不变 {unchanged} 项。等另一名工作人员复核。", checking: "正在检查……", field: { member_id: "编号", mobile: "手机", mail: "邮箱", wecom: "企业微信" }, most: "一次最多 1000 行。", open: "粘贴导入", sheet: "或选择表格（csv）", close: "收起",
  },
  one: {
    recorded: "登记内容", edit: "更正", save: "保存更正", cancel: "取消", saved: "已保存。", sending: "正在提交……", optional: "（可不填）", lines: "（一行一个，可没有）", choose: "请选择", drop: "移除",
    noOfficers: "没有授权人，这个团体现在不能提出集体提案。", addOfficer: "添加授权人（姓名或编号）", unknownMember: "在任委员中没有这个人", nothing: "无", yes: "是", no: "否", away: "名录的其他部分暂时取不到，编号先代替名称。",
    term: "第 {term} 届", speaksFor: "担任授权人", endedOn: "撤销日期", nobody: "无人承接", tookOver: "承接自",
  },
  field: {
    members: { name: "姓名", sector: "界别", party_group: "党派", committee: "专委会", term: "届" },
    bodies: { name: "名称", kind: "类别", officers: "授权人" },
    units: { name: "名称", system: "系统", linked_committee: "对口专委会", aliases: "别名", successor_id: "由谁承接", ended_on: "撤销日期" },
  },
  choice: { party_group: "党派团体", sector: "界别", committee: "专委会", party: "党群", government: "政府", other: "其他" },
  stale: { title: "这条登记刚刚被他人改过。", elsewhere: "改的不是这里的几项。", mine: "（您填的不同，先按您的保留）", kept: "您填的都在。请核对后再保存。", save: "核对过了，保存" },
  enrol: {
    title: { members: "登记一名委员", bodies: "登记一个团体、界别或专委会", units: "登记一个承办单位" }, open: "登记", id: "编号登记后不能更改。", taken: "这个编号已是{name}的。", see: "去看",
    send: { members: "登记这名委员", bodies: "登记这个团体", units: "登记这个单位" },
  },
  end: {
    title: "变动", reason: "原因", successor: "由哪个单位承接（名称或编号）", unknownUnit: "没有这个在册单位", on: "从哪天起", send: "{what}：{name}",
    retire: { members: "离任", bodies: "撤销", units: "撤销，无人承接" }, succeed: "撤销或更名，由他单位承接", undo: "撤回承接", term: "登记为新一届委员",
    then: {
      members: "离任后不能再提出、联名或预约，已提出的提案照常办理。登记为新一届委员即可恢复。", bodies: "撤销后不能再提出集体提案，不能恢复；已提出的提案照常办理。",
      units: "今天起不再交办新提案，手头的照常办完，不能恢复。有单位承接的，请改用“由他单位承接”。",
    },
    after: { succeed: "从那天起，新提案交给承接单位；名称和别名仍能查到它，手头的照常办完。日期可以是过去或将来。", undo: "承接登记有误时使用；已有提案或答复按承接办理的，不能撤回。", term: "姓名、界别等先按现在的登记，登记后可以更正。" },
    done: { retire: "已办理。", succeed: "已登记承接单位。", undo: "承接已撤回。", term: "已登记为新一届委员。" },
  },
  history: {
    title: "登记经过", away: "登记经过暂时取不到。", reason: "原因：{reason}",
    deed: { enrolled: "首次登记", term: "登记为新一届", corrected: "更正", retired: "离任或撤销", succeeded: "由他单位承接", undone: "撤回承接" },
  },
  person: {
    title: "联系方式", lead: "由一名工作人员登记，另一名再输一遍相同的内容才算复核。页面只显示打码后的内容，本机不保存。", unknown: "消息服务还没有收到这名委员的登记，请过一会儿再试。", again: "再试一次", reading: "正在读取……", none: "没有登记", anew: "已无法读取，请重新登记", checked: "已复核", waits: "待复核",
    by: "{who} 登记，{at}", checkedBy: "；{who} 复核", byOther: "由您登记的，须由另一名工作人员复核。", confirm: "复核", enter: "登记", replace: "更换", remove: "删除", erase: "全部删除（委员不再任职时）", eraseThen: "全部联系方式和他选的通知方式都删去，并按旧的联系方式告知本人。",
    ask: { enter: "内容", confirm: "照委员提供的再输一遍", remove: "删除的原因", erase: "删除的原因" }, send: { enter: "登记", confirm: "复核", remove: "删除", erase: "全部删除" },
    done: { enter: "已登记，等另一名工作人员复核。", confirm: "已复核。", remove: "已删除，并按旧的联系方式告知本人。", erase: "已全部删除，并告知本人。" },
  },
  waiting: {
    title: "待复核的联系方式", lead: "照委员提供的材料再输一遍，与登记的一致才算复核；按回车就到下一个。输错的不会显示登记的是什么，请与材料核对，登记错了的到委员页更换。", find: "姓名、编号或登记人", others: "等您复核", mine: "您登记的，等他人复核", none: "没有等您复核的。", again: "再输一遍", value: "{name}的{channel}，再输一遍", file: "待复核联系方式.csv", channel: "方式", by: "登记人", since: "登记时间", link: "待复核的联系方式",
  },
};
export default zh;
export type DirectoryWords = typeof zh;
