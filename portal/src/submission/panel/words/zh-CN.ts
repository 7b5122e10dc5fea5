const zh = {
  page: { title: "审查组", lead: "谁来审查、怎样分组、哪一件分给哪一组，以及这次会议的审查情况。", session: "会议", noSession: "还没有登记过会议。", sessionName: "第{term}届第{number}次会议", sessionsAway: "会议暂时取不到。" },
  part: { roster: "审查人员", groups: "审查小组", distribution: "分发", report: "审查情况报告" },
  roster: {
    none: "名册是空的。先登记审查人员，再编组。", add: "登记审查人员", edit: "更正", retire: "退出名册", retireReason: "退出的原因", retired: "已退出", login: "登录名：{login}", topics: "熟悉的主题：{topics}",
    sectors: "熟悉的界别：{sectors}", member: "委员：{name}", groups: "所在小组：{groups}", noGroup: "没有编组", also: "也显示已退出的 {count} 人", words: "查找姓名、登录名、主题", count: "在册 {count} 人", export: "导出表格", noneFit: "没有符合的人员。",
  },
  field: {
    name: "姓名", login: "登录名（由统一登录给出，本人用它登录系统）", member: "如果是委员，选本人（自己的提案要回避）", memberUnknown: "名录中没有这名委员", topics: "熟悉的主题（每行一个，或用顿号分开）", sectors: "熟悉的界别（同上）", groupName: "小组名称",
    groupTopics: "审查哪些主题（每行一个，或用顿号分开）", groupSectors: "审查哪些界别（同上）", members: "成员", lead: "组长", reason: "原因",
  },
  groups: {
    none: "这次会议还没有编组。", noReviewers: "名册上还没有人，先登记审查人员。", add: "编一个小组", edit: "调整", dissolve: "撤销小组", dissolveReason: "撤销的原因", dissolved: "已撤销", lead: "组长：{name}", members: "成员：{names}",
    topics: "主题：{topics}", sectors: "界别：{sectors}", also: "也显示已撤销的 {count} 个",
  },
  distribution: {
    none: "没有等着分发的提案。", noStages: "本县的审查不分阶段，由提案委直接决定，不需要分发。", noGroups: "这次会议还没有小组，先编组。", all: "全选", chosen: "已选 {count} 件", send: "分发这 {count} 件", sending: "正在分发 {so}／{of}……", reason: "与推荐不同的原因（可不填）",
    choose: "选择：{title}", group: "{title}的小组", pick: "请选小组", topic: "主题相符：{words}", sector: "界别相符：{words}", load: "件数最少的小组", nothing: "没有可推荐的小组", cosign: "联名未答复完", done: "已分给 {group}", lead: "已提交、还没有小组的提案，连同推荐的小组和理由。",
    more: "再显示 {count} 件",
  },
  report: {
    draft: "还有 {open} 件没有决定，这是草稿。", as: "截至 {at}", total: "共 {total} 件", download: "下载 Word 报告", downloading: "正在生成……", channel: "按类别", kind: "按形式", sector: "按界别", topic: "按主题", group: "按小组", reason: "不予立案的理由", name: "名称", count: "件数",
    distributed: "已分发", ready: "意见已齐", masters: "并案后的主提案 {count} 件。", admitted: "立案的提案", declined: "不予立案的提案", before: "上次会议共 {total} 件。", number: "案号", title: "案由", why: "理由", redirect: "转作", empty: "这次会议还没有提案。",
  },
  form: { save: "保存", cancel: "先不办", sending: "正在提交……", stale: "您打开之后有人改过，现在按最新的内容保存。请先看一下：{now}" },
};
export default zh;
export type PanelWords = typeof zh;
