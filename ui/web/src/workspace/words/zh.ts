/** 工作台的中文。 */

import { calm, library } from "./calm.zh";
import { correct } from "./correct.zh";
import { quality } from "./quality.zh";
import type { Words } from "./en";
import { course, reading } from "./reading.zh";

export const zh: Words = {
  calm, correct, course, library, quality, reading,
  desk: "服务台", skip: "跳到回复", skipList: "跳到列表", tickets: "工单", details: "详情", conversation: "往来内容",
  about: "关于此工单", trust: "验证与连接", retry: "重试", why: "理由", save: "保存", more: "更多",
  noReason: "理由（可不填）", apply: "应用", you: "你", deskItself: "服务台", unknown: "未知",
  number: (n) => `V-${n}`,
  views: {
    mine: "我的", unassigned: "未分配", escalated: "已升级", due: "即将到期", review: "待复核", all: "全部工单",
    calls: "电话", dead: "未读懂的来信", team: "同事", openings: "开场白", quality: "判断质量",
  },
  queues: { "first-line": "一线组", chinese: "中文组" },
  search: "搜索", searchFor: "搜索工单", clearSearch: "清除搜索", live: "通话中",
  role: { admin: "管理员", agent: "客服", auditor: "审计员", customer: "客户" },

  list: {
    open: (n) => `${n} 个处理中`, order: { due: "按到期时间", urgency: "最紧急在前", new: "最新在前" },
    orderBy: "排序", filters: "筛选", state: "状态", done: "已完成", any: "全部", urgency: "紧急程度", channel: "渠道",
    anyUrgency: "紧急程度：不限", from: (n) => `紧急程度 ≥ ${n}`, anyChannel: "渠道：不限",
    groups: { soon: "2 小时内到期", today: "今天", later: "以后", none: "无到期承诺" },
    unassigned: "未分配", assignedTo: (name) => `分配给${name}`, masked: "确认身份后才显示",
    waiting: (n) => `${n} 个新工单，指针停下后显示`, loading: "正在载入工单", onCall: "正在通话", escalated: "已升级",
    nothing: "没有等你处理的工单", nothingMore: (n) => `未分配中有 ${n} 个。`, take: "接手最紧急的",
    noMatch: "没有符合条件的工单", clear: "清除筛选", none: "这里没有工单", failed: "无法载入列表",
    tookNone: "没有等待分配的工单。", loadMore: "载入更多", due: { "first-reply": "首次回复", resolution: "解决", stated: "承诺", "call-back": "回电", refund: "退款" },
    unread: "未读",
  },
  hint: { move: "移动", reply: "回复", escalate: "升级", filter: "筛选", keys: "快捷键" },

  ticket: {
    choose: "请选择工单", chooseMore: "往来内容、理由和承诺会显示在这里。", gone: "无法打开此工单", back: "返回列表",
    assignee: "负责人", assign: "分配", toMe: "分配给我", nobody: "无人", state: "状态", priority: "优先级", close: "关闭", closeTicket: "关闭此工单",
    escalate: "升级", escalateMore: "优先级提高一级，并列入“已升级”。", changed: "已更改", proofAll: "保存全部承诺的凭证",
    earlier: (n) => `${n} 个相关工单`, note: "内部备注", reply: "回复", receipt: "已发送回执", automatic: "自动回复：不再答复",
    quoted: "较早的内容", nothingSaid: "此消息没有文字。", wordsHidden: "确认身份后才显示文字。",
    delivery: { queued: "发送中", sent: "已发送", failed: "未送达", written: "已写入发件箱" },
    brokenLine: (what, by) => `承诺${by}前${what}，未兑现`, keptLine: (what, by) => `承诺${by}前${what}，已兑现`,
    toneTip: "文字听起来的语气；从不影响排序。",
    dueUnderstood: (when, left) => `${when}，还剩 ${left}。`, duePast: (when) => `${when}，已过。`,
    masked: "客户数据已隐藏。", maskedMore: "确认身份后显示姓名和文字。", confirm: "确认",
  },
  parts: {
    open: "打开", save: "保存", read: (text) => `读到的文字：“${text}”`, readSure: (sure) => ["读到的文字：“", `”，把握 ${sure}`], picture: "图片", loading: "正在载入", failed: "无法载入此文件", whole: "读到的全部文字", sure: "把握", line: "文字", unsure: "把握太小，不影响评分",
    facts: { kind: "类型", size: "尺寸", format: "格式", taken: "拍摄时间", camera: "相机", place: "地点", animated: "动图", rotation: "顺时针旋转", codes: "代码", "error words": "报错用语", shows: "画面内容", screenshot: "截图", photo: "照片", scan: "扫描件", "only the first frame was read": "只读取了第一帧", "not assessed": "未评估", "not assessed, the configured weights cannot be used": "未评估，所配置的权重无法使用", unclear: "不明确", "damaged parcel": "破损的包裹", "damaged product": "损坏的商品", "broken screen": "碎裂的屏幕", "error screen": "错误提示", receipt: "收据", document: "文件", label: "标签", chat: "聊天记录", "item received": "收到的商品", "water damage": "水渍", "fire or smoke": "火或烟", vehicle: "车辆", person: "人物", "something else": "其他" },
  },
  sender: {
    0: "仅有地址", 1: "地址已证明", 2: "设备已证明", call: "仅有来电号码",
    level: (n) => `等级 ${n}（最高 2）`,
    means: {
      0: "地址和号码都可以伪造。可以报告问题，不能告知任何已存信息。",
      1: "邮件带有域名签名，或带有我们的回复令牌。可以新建和继续工单，不能读取已存数据。",
      2: "只有本人浏览器持有的设备密钥。可以在客户门户读取自己的数据。",
    },
    reasons: {
      "reply-token": "我们签名的回复令牌", "dkim-aligned": "同一域名的 DKIM 签名", "dmarc-pass": "DMARC 通过", "device-key": "设备密钥",
      "caller-id": "来电号码", "from-address": "仅有发件人地址", references: "引用了较早的邮件",
    },
  },
  raised: {
    title: (from, to) => `提高一级：${from} → ${to}`, same: (level) => `已升级，${level}`, undo: "撤回", agree: "同意", agreed: "已同意", voice: "声音", words: "文字", clock: "预测", person: "人",
    voiceNote: "仅凭声音最多提高一级。", note: "撤回会恢复原来的优先级。",
    urgency: (v, line) => `紧急程度 ${v}，达到 ${line}`,
    strain: (v, at) => `语气紧张度 ${v}${at ? `，自 ${at} 起` : ""}`,
    risk: (v) => `承诺有 ${v} 的可能无法兑现`, agent: (name) => `${name}要求升级`, agentNoName: "同事要求升级",
    undone: "已撤回升级", none: "此工单没有升级", done: "已升级",
  },
  compose: {
    answer: "答复", reply: "回复", note: "备注", replyTo: (name) => `回复${name}`, noteLabel: "内部备注，客户看不到", kept: "草稿已保存",
    send: "发送", sendSeal: "发送并封存", keepNote: "保存备注", sending: "正在发送…", then: "然后", after: { keep: "然后：状态不变", waiting: "然后：等待客户", resolved: "然后：标为已解决" },
    found: (n) => `找到 ${n} 项承诺：`, notSealed: "不封存", change: "选择", looking: "正在查找承诺…",
    sealThis: (words) => `封存“${words}”`, offline: "没有连接：文字已存为草稿。", kept2: "文字已存为草稿。",
    sent: "已发送", sentSealed: "已发送并封存", sentMore: (n) => `${n} 项承诺。`, noted: "备注已保存",
    faster: (name) => `你写的时候，${name}已经回复。`, wrote: (name) => `你写的时候，${name}又来信了。`, fasterMore: "你的内容已存为草稿。客户只应收到一份答复。", see: "查看", anyway: "我的仍然合适", makeNote: "改为备注",
    write: "写给客户", writeNote: "仅同事可见", closedHint: "发送后此工单会重新打开。",
  },
  urgency: {
    title: "为何这样紧急", of: "/ 100", sure: (p, level) => `判断为“${level}”的把握 ${p}`, review: "待复核", reviewGrave: "其中提到危险，却没有判断为紧急。请查看后按 1 至 4 选定。", reviewMore: "对这一级别把握不够。请查看后按 1 至 4 选定。", sub: { base: "每个工单", learned: "合在一起", strain: "最多 +15", waiting: "按时钟", relief: "" },
    aloud: (list, sum) => `紧急程度相加：${list}；合计 ${sum}`, none: "此工单还没有判断结果。", lines: "虚线：50 起为高，75 起为紧急。", table: "全部依据", kind: "理由", words: "原话", points: "分数",
    noWords: { base: "每个工单的起点", waiting: "按时钟", strain: "声音", learned: "其余言语合在一起" },
  },
  forecast: {
    title: "预测", chance: { "first-reply": "首次回复无法兑现的可能", resolution: "解决承诺无法兑现的可能", stated: "此承诺无法兑现的可能", "call-back": "无法按时回电的可能", refund: "无法按时退款的可能" },
    counted: (missed, seen) => `同类承诺 ${seen} 项，未兑现 ${missed} 项。`, none: "还没有历史：这是服务台的初始估计。",
    alarms: (right, all) => `此类预警 ${all} 次，其中 ${right} 次正确。`,
    group: (name, missed, seen) => `${name}：${seen} 项中 ${missed} 项`, running: (h) => `已进行 ${h} 小时。`,
    names: { all: "全部同类", priority: "同一优先级", "queue-and-hour": "同一队列与时段" },
  },
  promises: {
    title: "承诺", none: "还没有承诺。", by: { "first-reply": (when) => `${when} 前首次回复`, resolution: (when) => `${when} 前解决` }, kept: (when) => `已兑现 ${when}`, broken: "未兑现", receipt: "回执", proof: "凭证", record: (n) => `，记录 ${n}`,
    markKept: "已兑现", markBroken: "未兑现", settle: "了结", settleMore: "此项会被封存，不能收回。",
    excused: {
      "customer-withdrew": "免除：客户不再需要", "waiting-for-customer": "免除：等待客户", "customer-unreachable": "免除：联系不上客户",
      duplicate: "免除：已另行承诺", "beyond-our-control": "免除：非我方所能控制", erased: "免除：数据已删除",
    },
  },
  customer: {
    title: "客户", name: "姓名", mail: "邮箱", phone: "电话", since: "始于", tickets: (n) => `${n} 个工单`, reveal: "查看", whyMail: "为什么需要这个邮箱？", whyPhone: "为什么需要这个号码？",
    shown: "显示 15 分钟。理由会被记录，客户可以看到。", reasons: { callBack: (n) => `就 ${n} 联系客户`, confirm: "确认对方身份", other: "其他理由" }, show: "显示", nothing: "没有记录。", otherWhy: "你的理由", language: "语言", zh: "中文", en: "英文",
  },
  consent: {
    title: "同意", until: (d) => `至 ${d}`, withdrawn: (d) => `${d}撤回`, expired: (d) => `${d}到期`, never: "未同意", assumed: "撤回前有效", proof: (purpose) => `凭证：${purpose}`,
  },
  history: {
    title: "历史", by: (name) => `由${/^[\x00-\x7f]/.test(name) ? " " : ""}${name}`,
    what: {
      opened: "新建", wrote: "客户来信", replied: "已答复", noted: "备注", receipted: "已发送回执", assigned: "分配", state: "状态", priority: "优先级", read: "重新判断",
      escalated: "升级", agreed: "同意升级", undone: "撤回升级", promised: "承诺", kept: "承诺兑现", broken: "承诺未兑现", excused: "承诺免除", erased: "已删除", corrected: "更正判断", "call-began": "通话开始", "call-ended": "通话结束", forecast: "预测",
    },
    nobody: "无人", glad: "声音高昂，但言语愉快",
  },
  call: {
    title: (name) => `与${name}通话`, caller: "来电者", answer: "接听", end: "结束", time: "通话时间", answeredBy: (name) => `${name}已接听`, ended: (t) => `通话 ${t}`, strain: "语气紧张度", notWhich: "不表示是哪种情绪",
    recorded: "已录音：客户同意", notRecorded: "未录音：客户未同意", notListened: "未计算紧张度：客户未同意。", listening: "正在聆听；说话几秒后出现曲线。", noSpeech: "说话太少，没有曲线。",
    none: "没有文字记录。", pending: "正在转写文字。", noModel: "没有文字记录：未配置语音模型。", noModelMore: "通话继续，仍有紧张度、按键和你的备注。", notValid: "此语言的紧张度尚未验证：只显示，不会单独触发升级。",
    keys: "按键", play: "播放录音", ownRange: "本人范围", alarmAt: (n) => `警戒线 ${n}`, alarm: (t) => `${t} 警报`, now: (n) => `当前 ${n}`, table: "以表格查看", second: "时间", value: "紧张度",
    aloud: (p) =>
      `来电者 ${p.length} 内的语气紧张度。${p.low === undefined ? "" : `本人范围 ${p.low} 至 ${p.high}。`}${p.alarm ? `${p.alarm} 警报，超过警戒线 ${p.line}。` : `没有警报，警戒线为 ${p.line}。`}最高 ${p.peak}，${p.live ? "当前" : "最后"} ${p.now}。`,
    level: (who, n) => `${who}：音量 ${n}（满分 100）`, microphone: "无法使用麦克风", microphoneMore: "请允许此页面使用麦克风，然后重新接听。", lost: "线路中断", lostMore: "通话可能仍在继续；重新接听即可加入。",
    empty: "没有电话", emptyMore: "来电会显示在这里，并实时显示语气紧张度。", liveNow: "正在通话", before: "已结束", source: { browser: "来自客户门户", twilio: "来自电话" }, openTicket: "打开工单", joined: "你已接入", ringing: "等待接听",
  },
  dead: {
    title: "未读懂的来信", lead: "最终失败的任务。收到的内容都已保存，没有丢失。", empty: "没有失败的任务", emptyMore: "所有任务都已完成。", tries: (n) => `已试 ${n} 次`, retry: "重试", retried: "已重试", job: "任务", ref: "关于", notDone: "未完成",
    jobs: { "read-contact": "读取来信", "read-picture": "读取图片", "send-mail": "发送邮件", "listen-call": "聆听通话", "transcribe-call": "转写通话", "hear-words": "听取警报时的话" },
  },
  team: {
    title: "同事", lead: "每个人都以设备密钥确认身份。一个链接在 24 小时内登记一台设备，只能用一次。", name: "姓名", role: "角色", devices: (n) => `${n} 台设备`, invite: "邀请同事", make: "生成链接", link: "一次性链接", linkMore: (when) => `只能用一次，有效期至 ${when}。请通过可信的方式交给对方；之后不再显示。`, copy: "复制", copied: "已复制",
  },
  demo: {
    title: "服务台还是空的", lead: "可以给服务台发一封邮件，或播放一个示例日：两种语言的邮件、两张图片和两通电话，全部经由真实协议。", start: "播放示例日", running: "正在播放示例日", done: "示例日已结束",
  },
  status: {
    verified: "已验证", weak: "尚不确定是你本人", stepped: "已二次验证", device: "本机", bound: (d) => `密钥登记于 ${d}`, masked: "已隐藏", open: "可见", data: "客户数据", noPlace: "地点未知", here: "本机", and: "，", log: "日志", anchored: (t) => `${t} 写入链上`, notAnchored: "尚未写入链上", pending: (n) => `${n} 条待封存`, records: "条记录",
  },
  offline: { since: (t) => `自 ${t} 起没有连接。`, more: "草稿保存在本机，发送需等待。倒计时继续。", next: (s) => `${s} 秒后重试`, now: "立即重试" },
  account: { title: "你和本机", prove: "确认是你本人", setUp: "设置第二重验证", singleKeys: "单字母快捷键", verify: "验证凭证", proved: "已确认，15 分钟内有效" },
  keys: {
    title: "快捷键", off: "单字母键在文本框之外有效。",
    list: [
      ["J K", "下一个、上一个工单"], ["Enter", "打开"], ["R", "回复"], ["I", "内部备注"], ["E", "升级或同意"], ["U", "撤回升级"], ["X", "关闭"], ["F", "筛选"], ["G", "接手最紧急的"], ["D", "详情"], ["1 2 3 4", "紧急程度：低…紧急"], ["T", "换一种语气"], ["B", "换一个主题"], ["Z", "撤回更正"], ["/", "搜索"], ["⌘K", "搜索"], ["⌘↵", "发送并封存"], ["⌥1", "插入建议的开场白"], ["M", "通话中静音"], ["?", "此列表"], ["Esc", "退一步"],
    ],
  },
  stranger: {
    title: "服务台不认识此浏览器", lead: "Veridesk 通过保存在浏览器中的密钥识别人。请向管理员索取一次性链接，并在此打开。", where: "新服务台的第一个链接会打印在启动它的地方。", paste: "或粘贴链接", open: "打开", bad: "这不是本服务台的链接。", customer: "客户请前往", portal: "客户门户", verify: "任何人都可以验证凭证：", page: "审计页面",
  },
  notYours: "你无权查看服务台的这一部分", notYoursMore: "如有需要，请联系管理员。",
  mute: "静音", unmute: "取消静音",
};
