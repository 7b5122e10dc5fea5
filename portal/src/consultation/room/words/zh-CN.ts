const zh = {
  code: {
    title: "签到码", show: "显示签到码", hide: "收起签到码", full: "全屏显示", leave: "退出全屏", picture: "签到的二维码", how: "请用手机扫码签到；没有摄像头的，在协商页面上输入签到码。", changes: "签到码会自动更换，请不要转发。",
    reading: "正在取签到码……", away: "签到码暂时取不到，正在重试；旧码已失效。", relative: "本县还没有填写对外的完整网址，二维码在外面的手机上可能打不开，请输入签到码。",
  },
  came: {
    title: "到场情况", none: "还没有人签到。", code: "扫码签到 {at}", entered: "{who} 代为登记 {at}", named: "仅在记录中列名", unnamed: "签到，记录中未列名", hand: "登记没有手机的人", name: "姓名", role: "身份", enter: "登记到场", sending: "正在提交……", cancel: "先不填",
    hint: "本单位和提案者须自己签到，这里登记群众、专家等没有账号的人。",
  },
  role: { unit: "承办单位", proposer: "提案者", beneficiary: "受益群众", expert: "专家", other: "其他" },
  sign: {
    title: "协商签到", forum: "协商会议签到", code: "签到码", hint: "会场屏幕上的 8 位字母和数字", send: "签到", sending: "正在签到……", done: "已签到", at: "签到时间", meeting: "时间", where: "地点", as: "身份", open: "看这次协商", openForum: "看这次会议", home: "回到首页", go: "我到了，去签到",
    signed: "您已于 {at} 签到。",
  },
  files: {
    title: "材料", none: "还没有材料。", add: "添加材料", what: "材料种类", choose: "选择文件", going: "正在上传 {name}", take: "下载", taking: "正在下载……", remove: "删除", why: "删除的原因", sure: "确认删除", cancel: "先不删", removed: "已删除的材料（只有政协机关能看）", unscanned: "未查毒",
    fixed: "记录已经确认，材料不再改动。", by: { unit: "承办单位", proposer: "提案者", mine: "您" },
  },
  purpose: { material: "材料", photo: "照片", minutes_scan: "纪要扫描件", evidence: "证明材料", agenda: "议程" },
  settle: {
    title: "核实异议", lead: "提案者说记录不实。核实后写明结论，双方都会收到。", points: "有异议的条目：第 {numbers} 条", whole: "异议针对整份记录。", which: "结论", upheld: "异议成立，记录不作数", stands: "异议不成立，记录属实", finding: "核实的情况和理由", send: "作出结论", sending: "正在提交……",
  },
  ask: {
    title: "请承办单位来协商", lead: "承办单位会收到通知，须在规定天数内约定时间，或说明不能协商的原因。", phase: "哪一阶段", reason: "想协商什么", send: "送出请求", begin: "请求协商", cancel: "先不办", sending: "正在提交……",
  },
  waive: {
    title: "不需要协商", lead: "由第一提案人本人决定。免去后承办单位可以往下办理；这一阶段不计为已协商。", reason: "为什么不需要", send: "确认免去", begin: "免去协商", sure: "免去以后不能收回。",
  },
  release: {
    title: "提案者联系不上", lead: "联系过仍没有回应的，登记联系情况后可以豁免这一阶段；不计为已协商。次数按本县规则。", reason: "情况说明", attempts: "联系情况", on: "日期", how: "怎样联系的", example: "如：电话联系，无人接听", add: "再加一次", drop: "删去", send: "确认豁免", begin: "豁免协商",
  },
  talks: {
    title: "协商情况", none: "承办单位还没有登记协商。", unassigned: "这件提案还没有交办。", ended: "已结束", cycle: "第 {number} 轮", due: "应在 {at} 前", overdue: "已过期", open: "查看", unit: "承办：{unit}", call: "请求：{reason}", back: "回到提案", declined: "承办单位的说明：{reason}", go: "协商情况",
  },
  refused: {
    "sign-in-code": "签到码不对或已更换，请看会场屏幕上现在的签到码。", "sign-in-window": "现在不在签到时间内。", "not-invited": "您不在这次协商或会议的参加名单上，请找现场工作人员登记。", "consultation-state": "这次协商现在不能这样处理。", "forum-state": "这次会议现在不能这样处理。", "not-found": "找不到这次协商或会议，请核对签到码旁的二维码。",
    "files-fixed": "记录已经确认过，材料不能再改。", "document-other": "这份材料是别人提交的，只能由提交的人删除。", "document-purpose": "现在不能添加这一种材料。", "attachments-full": "材料太多或太大，超过了本县规定。", "attached-already": "同一份文件已经添加过。", infected: "查毒软件认为这份文件有病毒，没有收下。", stale: "在您看过之后有了变化，请重新读取后再办。", "type-refused": "不收这种文件，请用 PDF、OFD、图片、Word、Excel 或 PPT。", phase: "现在的办理进度还不到（或已过了）这一阶段的协商。", "already-called-for": "已经请求过，等承办单位答复。", "already-scheduled": "承办单位已经约定了时间。", "first-proposer": "只有第一提案人本人才能免去协商。",
    attempts: "联系的日期或次数不合本县规定。", "assignment-state": "这次交办已经结束。",
  },
};
export default zh;
export type RoomWords = typeof zh;
