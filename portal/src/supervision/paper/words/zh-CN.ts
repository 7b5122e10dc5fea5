const zh = {
  list: {
    title: "纸质签字", lead: "委员在纸上签的意见表，由一名工作人员录入，另一名对照扫描件复核后才算签字，并注明“纸质代录”。",
    waiting: "等复核的（{count} 件）", noWaiting: "没有等复核的表。", check: "去复核", unsigned: "还没有签字的（{count} 人次）", noUnsigned: "没有还没签字的委员。",
    enter: "录入纸质表", file: "未签字名单.csv", nameless: "（案由暂时取不到）",
  },
  column: { title: "案由", number: "案号", member: "委员", unit: "承办单位", cycle: "办理轮次", reminded: "已提醒次数" },
  form: {
    back: "回到纸质签字", proposal: "看这件提案和答复", member: "委员", unit: "承办单位", cycle: "第 {cycle} 轮办理", signed: "委员已签字（{method}）。",
    ended: "这份答复不再签字：督办已结束，或已要求重新办理。", notAsked: "没有请这名委员签字。",
  },
  enter: {
    title: "录入纸质表", scan: "签字表扫描件（PDF、OFD、JPEG、PNG、TIFF）", chosen: "已选：{name}", choose: "选择扫描件", change: "换一份", missing: "还须填写：{what}", save: "录入，交另一人复核",
    sending: "正在提交……", uploading: "正在传扫描件，已传 {share}", read: "照表上所写录入，不替委员补写。",
    lost: "录入已保存，扫描件还没有传上。再提交一次即可，不会重复录入；不传，另一人无从对照。",
  },
  check: {
    title: "对照扫描件复核", entered: "{who} 录入的内容", own: "这张表由您录入，须由另一名工作人员复核。您可以在这里看录入的内容，录错了可以撤回。",
    scan: "扫描件", noScan: "扫描件还没有传上，只登记了它的数字指纹。", add: "补传扫描件", differs: "这份文件与录入时的不是同一份，没有上传。", open: "下载扫描件（{name}）", picture: "{member}的签字表扫描件",
    confirm: "与扫描件一致，确认签字", dissatisfied: "委员对结果不满意：确认后，承办单位须重新办理；已经重新办理过的，转提案委协商。", withdraw: "录错了，撤回", reason: "撤回的理由（委员会看到）", sendWithdraw: "撤回这张表", cancel: "先不撤回",
    confirmed: "已确认。这名委员的签字已生效。", withdrawn: "已撤回，可以重新录入。", changed: "您看的时候内容有变动。下面是现在的内容，请重新对照后再确认。", blind: "先看过扫描件，才能确认。",
  },
  field: { scan: "扫描件", result: "对办理结果", process: "对办理过程", visited: "是否上门走访", view: "对结果的看法", attitude: "办理态度（可空）", pointed: "答复有针对性（可空）", comment: "意见（可空）" },
  rating: { satisfied: "满意", mostly_satisfied: "基本满意", dissatisfied: "不满意" },
  yesNo: { yes: "是", no: "否" },
  view: { agree: "同意", understand: "理解", reserve: "保留意见", disagree: "不同意" },
  attitude: { good: "好", fair: "一般", poor: "差" },
  method: { passkey: "本人设备", paper: "纸质代录", sm2: "SM2 证书" },
  none: "（未填）", separator: "、",
};
export default zh;
export type PaperWords = typeof zh;
