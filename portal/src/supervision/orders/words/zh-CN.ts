const zh = {
  page: { title: "督办通知与督办函", lead: "重点提案发督办通知，其他提案发督办函，每件各发一次；编号按类别和年度连续。", own: "发给本单位的督办通知和督办函。", none: "还没有发出过。", export: "导出清单", file: "督办文书清单.csv", lostFile: "文书没有取到：" },
  kind: { key_order: "督办通知", supervision_letter: "督办函" },
  order: { number: "文号", case: "案号", title: "案由", units: "承办单位", supervisor: "督办人", due: "最早办理期限", issued: "发出时间", noDue: "无", pdf: "PDF", docx: "Word", taking: "正在取……", find: "查找（文号、案号、案由、单位）" },
  job: {
    title: "成批发出", session: "届次", classes: "提案类别", unit: "承办单位（不选为全部）", all: "全部单位", send: "开始发出", sending: "正在提交……", list: "成批任务", by: "{who} 于 {at} 开始", waits: "等待开始……", progress: "已发 {done}／{proposals} 件", leave: "可以离开本页，任务会继续。", cancel: "停止",
    issued: "发出 {count} 件", range: "{kind}第 {first} 至 {last} 号", refused: "{count} 件没有发：", more: "另有 {count} 件", failed: "任务没有完成，已发的不受影响；同样的选择再发一次会接着发剩下的。", cancelled: "已停止，已发的不受影响；同样的选择再发一次会接着发剩下的。",
  },
  state: { waiting: "等待中", running: "进行中", done: "完成", refused: "未受理", failed: "未完成", cancelled: "已停止" },
  class: { key: "重点", general: "一般", tracked: "跟踪" },
};
export default zh;
export type OrderWords = typeof zh;
