const zh = {
  page: {
    title: "平台运行", reload: "立即刷新", asOf: "截至 {at}，每 10 秒自动刷新", stale: "自动刷新失败，以下仍是 {at} 的情况。", reading: "正在向六个服务取数……", fine: "六个服务都正常。", worried: "{count} 个服务需要处理。",
    services: "各服务",
  },
  column: { service: "服务", state: "状态", events: "事件总数", pending: "待发出", behind: "待应用", parked: "搁置", missing: "缺失" },
  service: { submission: "提交", consultation: "协商", supervision: "督办", evaluation: "评估", conversion: "转化", notification: "通知" },
  state: { fine: "正常", attention: "需处理", away: "联系不上" },
  worry: {
    away: "联系不上这个服务。其他服务不受影响；已受理的内容都在它的库里，恢复后自动补上。", store: "数据库暂时不可用：{detail}", refusing: "暂不受理新操作：{detail}", stopped: "已停止接收事件：{detail}",
    failing: "后台任务出错：{detail}", silent: "没有活动的后台进程：事件只进不出，请检查该服务的 worker。", pending: "有 {count} 个事件超过一分钟没有发出，请检查 Kafka。", missing: "缺 {count} 个事件（{detail}），已向来源索取；久未补上请重发历史。",
    decide: "有 {count} 个搁置的事件要人处理。", waiting: "有 {count} 个事件在等前面的事件，补到后自动应用。", unrepeated: "恢复后有 {count} 个事件重来时效果不全，请逐一核对。", check: "恢复后需核对：{detail}",
  },
  consumers: { title: "各消费者", consumer: "消费者", source: "来源", known: "已知", applied: "已应用", waiting: "等待", missing: "缺失" },
  parked: {
    title: "搁置的事件", none: "没有搁置的事件。", more: "只列出每个服务最早的 500 个，处理后会列出后面的。", which: "记录", why: "原因", since: "搁置时间", attempts: "尝试次数", error: "出错信息",
    version: "第 {version} 版", unreadable: "无法识别的消息",
  },
  reason: { gap: "等前面的事件", fork: "同一版本有两种内容", poison: "处理出错", waiting: "排在出错的后面", malformed: "无法识别", unrepeated: "恢复后效果不全" },
  replay: {
    title: "重发历史", why: "把一个服务的历史事件重新发出。已经应用过的会自动跳过，不会重复生效。", none: "没有正在重发的历史。", ask: "要求重发", service: "哪个服务的", county: "只发这个县（六位代码，可不填）", record: "只发这条记录（编号，可不填）",
    since: "发生时间从", until: "到（不含）", send: "开始重发", sending: "正在提交……", asked: "已开始重发。", already: "同样的重发正在进行，没有重复开始。", running: "{service}：{what}，已读 {share}，已发出 {sent} 个", all: "全部历史", some: "{filter}",
  },
  event: {
    back: "回到平台运行", title: "搁置的事件 {service}:{id}", gone: "这个事件已经不在搁置之列：已应用、已放弃，或者不属于您的县。", consumer: "消费者", source: "来源", county: "县", record: "记录", version: "版本", applied: "已应用到", place: "消息位置", since: "搁置时间", attempts: "尝试次数",
    withheld: "这条消息认不出是哪个县的，内容不在网页显示；在服务器上用 proposals parked show 查看。", error: "出错信息", headers: "消息头", value: "消息内容", asked: "已于 {at} 向来源索取前面的事件", appliedTo: "第 {version} 版", missing: "前面第 {from} 至 {to} 版还没有到。",
    retry: "重新处理", retryWhy: "排除原因（例如修正程序、补齐前面的事件）以后再试；成功后，排在它后面的会接着应用。", retrying: "正在处理……", done: "已应用，排在后面的也接着应用了。", failed: "仍未能应用，事件保持搁置。",
    drop: "放弃这个事件", dropWhy: "放弃后它不会再生效，内容、放弃人和理由永久保存；排在它后面的会接着应用。请先确认它确实无效。", because: "理由（会永久保存）", missingToo: "连同前面没有到的一起放弃", dropping: "正在提交……", dropped: "已放弃，理由已记录。",
  },
};
export default zh;
export type OperationsWords = typeof zh;
