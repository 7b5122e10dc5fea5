const zh = {
  list: { title: "协商会议", lead: "提案委员会议、主席会议和常委会议协商：会议、到场，和会上提出的意见、询问。", none: "没有与您有关的会议。", points: "会上提出的意见和询问", noPoints: "没有与您有关的意见或询问。", all: "全部", open: "未了的", overdue: "逾期的", export: "导出清单", file: "意见和询问.csv", convene: "召集会议", more: "再显示 {count} 项" },
  level: { proposal_committee: "提案委员会议", chair: "主席会议", standing_committee: "常委会议" },
  state: { convened: "已召集", held: "已召开", called_off: "已取消" },
  form: { face_to_face: "当面", site_visit: "现场调研", meeting: "座谈会", video: "视频", phone: "电话", written: "书面" },
  kind: { opinion: "意见", question: "询问" },
  pointState: { put: "待答复", answered: "待确认", settled: "已确认到位", closed: "已终止" },
  adoption: { adopted: "采纳", partly: "部分采纳", planned: "列入计划", not_adopted: "未采纳" },
  column: { kind: "种类", unit: "答复单位", text: "内容", due: "答复期限", state: "状态", member: "提出人" },
  one: {
    sign: "会议签到", signed: "您已于 {at} 签到。", come: "我到了，去签到",
    at: "时间", place: "地点", convener: "召集", form: "形式", proposals: "协商的提案", units: "参加单位", members: "参加委员", beneficiaries: "受益群众", minutes: "会议纪要", agreed: "达成的共识", open: "未决事项", reason: "取消的原因",
    back: "全部会议", points: "提出的意见和询问", noPoints: "还没有。", due: "{at} 前答复", overdue: "已逾期（{at}）", who: "{unit}", hidden: "第 {number} 件",
  },
  ask: { title: "向参加单位询问", unit: "哪个单位", choose: "请选择", proposal: "关于哪件提案（可不选）", member: "哪位委员提出的", text: "询问的内容", send: "提出询问", write: "代委员登记询问", sending: "正在提交……", cancel: "先不填", lead: "单位须在规定的工作日内答复；答复是否到位只由提出的委员确认。" },
  deliver: { title: "送达意见", lead: "会上的意见逐条送到承担单位，单位须逐条答复。", text: "意见内容", proposal: "关于哪件提案", send: "送达" },
  came: { title: "登记到场", who: "谁到场", unit: "单位的人", member: "委员", other: "受益群众等", of: "哪个单位", which: "哪位委员", name: "姓名", send: "登记到场" },
  hold: { title: "登记会议情况", minutes: "会议纪要", agreed: "达成的共识（每行一条）", open: "未决事项（每行一条）", send: "登记已召开", lacks: "还差：{what}", lack: { early: "会议时间还没有到", unit: "没有单位的人到场", member: "没有委员到场", beneficiary: "没有受益群众到场" } },
  off: { title: "取消会议", reason: "取消的原因", send: "确认取消" },
  convene: { selection: "依据的协商选题", noSelection: "没有已决定的协商选题。", title: "会议名称", convener: "召集人", form: "形式", at: "时间", place: "地点", proposals: "协商的提案", units: "参加单位", members: "参加委员", beneficiaries: "受益群众（每行一人）", find: "查找", send: "召集并通知", chosen: "已选 {count} 项", year: "{year} 年{level}选题" },
  point: {
    opinion: "会上提出的意见", question: "委员询问", unit: "答复单位", by: "提出人", answers: "答复", none: "单位还没有答复。", pressed: "追问：{text}", closed: "已终止：{reason}", settled: "答复已确认到位。", waits: "已答复，等确认。",
    settle: "答复到位", press: "不到位，追问", close: "终止", reason: "理由", sending: "正在提交……", cancel: "先不办", send: { settle: "确认到位", press: "送出追问", close: "确认终止" }, meeting: "看这次会议", lead: { settle: "确认“答复到位”以后不能收回。", press: "单位会收到追问，按规定的工作日重新答复。", close: "终止不算答复到位，会留下理由。" },
  },
  refused: {
    "point-state": "已经有了变化，现在不能这样处理。", "question-level": "只在常委会议上询问。", "unit-not-invited": "这个单位不参加这次会议。", "not-talked-over": "会议没有协商这件提案。", "not-admitted": "这件提案没有立案或已撤回。", "member-needed": "须写明是哪位委员提出的。",
    "forum-at": "时间不对：召集须在今后，登记须在会议开始以后。", invitations: "至少要有一件提案、一个单位和一名委员；主席会议还须有受益群众。", attendance: "到场登记不全：单位、委员（主席会议还有受益群众）都要有人到场。", form: "这一层会议不用这种形式。", "not-selected": "有的提案不在选题里。", "selection-state": "选题还没有决定，或已经报告过。", "selection-unknown": "没有这个选题。", "member-unknown": "有的委员不在本县名录。", "unit-ended": "有的单位已撤销或更名。", "minutes-scan": "会议召开以后才能交纪要扫描件。",
  },
};
export default zh;
export type ForumWords = typeof zh;
