const zh = {
  page: { title: "名录", lead: "委员、团体和承办单位。用表格成批导入，先预览，有误的一行也不导入，同一份表再导入不会重复。", none: "名录是空的。", file: "{list}名录.csv" },
  list: { members: "委员", bodies: "团体、界别、专委会", units: "承办单位" },
  column: { id: "编号", name: "姓名或名称", sector: "界别", party: "党派", committee: "专委会", term: "届", state: "状态", kind: "类别", officers: "授权人", system: "系统", linked: "对口专委会", aliases: "别名", successor: "由谁承接" },
  state: { active: "在任", ended: "已离任", over: "已撤销", carries: "离任，仍办未了提案" },
  bring: {
    title: "导入{list}", columns: { members: "编号　姓名　界别　党派　专委会　届", bodies: "编号　名称　类别　授权人编号", units: "编号　名称　系统　对口专委会　别名（可没有）" }, needs: "表头：{columns}", choose: "选择表格（xlsx 或 csv）", previewing: "正在预览……", seen: "共 {rows} 行：新增或变更 {enrolled} 行，不变 {unchanged} 行。",
    wrong: "有 {count} 处错误，一行也不会导入。请改好后再选。", notes: "提醒 {count} 处（照样导入）：", take: "导出问题清单", send: "导入 {count} 行", sending: "正在导入，已传 {share}", done: "已导入：新增或变更 {enrolled} 行，不变 {unchanged} 行。", nothing: "与名录一致，没有要导入的。", job: "表格较长，已转为后台任务，见下方进度；可以离开本页。", row: "行", column: "列", what: "问题", type: "类别", error: "错误", note: "提醒", file: "导入问题.csv", first: "前 {count} 处", outcome: { new: "新增", changed: "变更", unchanged: "不变" }, lines: "逐行结果", unreadable: "表格读不出来：",
  },
  job: { title: "导入任务", none: "没有后台导入任务。", kind: { members: "委员", bodies: "团体", units: "承办单位", archive: "往年提案", "archive-texts": "往年提案正文", "archive-texts-preview": "往年提案正文预览" }, state: { waiting: "等待", running: "进行中", done: "已完成", refused: "有误，未导入", failed: "未完成", cancelled: "已取消" }, progress: "{done}／{rows} 行", cancel: "取消", by: "{who}，{at}", report: "新增或变更 {enrolled} 行，不变 {unchanged} 行，错误 {mistakes} 处" },
  contacts: {
    title: "导入联系方式", lead: "从 Excel 复制四列（编号、手机、邮箱、企业微信）贴在下面；没有的留空，留空的不动。录入后由另一名工作人员逐一复核才使用；本页不保存，页面只显示打码后的内容。", paste: "粘贴内容", rows: "读到 {count} 行", preview: "检查", fine: "没有错误：将录入 {entered} 项，不变 {unchanged} 项。", wrong: "有 {count} 处错误，一项也没有录入。", send: "录入", done: "已录入 {entered} 项，不变 {unchanged} 项。等另一名工作人员复核。", checking: "正在检查……", field: { member_id: "编号", mobile: "手机", mail: "邮箱", wecom: "企业微信" }, most: "一次最多 1000 行。", open: "粘贴导入", close: "收起",
  },
};
export default zh;
export type DirectoryWords = typeof zh;
