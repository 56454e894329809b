/** Words that every page uses, in both languages. */

import { dictionary } from "./i18n";
import type { Channel, Feeling, Level, Priority, Purpose, Seal, State, Topic } from "./shapes";

const en = {
  level: { low: "Low", normal: "Normal", high: "High", critical: "Critical" } as Record<Level, string>,
  priority: { low: "Low", normal: "Normal", high: "High", critical: "Critical" } as Record<Priority, string>,
  state: { open: "Open", waiting: "Waiting", resolved: "Resolved", closed: "Closed" } as Record<State, string>,
  channel: { mail: "E-mail", call: "Call", picture: "Picture", form: "Web form" } as Record<Channel, string>,
  tone: {
    anger: "Angry", disgust: "Disgusted", fear: "Worried", sadness: "Sad",
    joy: "Pleased", surprise: "Surprised", neutral: "Calm",
  } as Record<Feeling, string>,
  toneless: "No words to read yet",
  topic: {
    billing: "Billing", refund: "Refund", delivery: "Delivery", login: "Login", outage: "Outage", fault: "Fault",
    security: "Security", safety: "Safety", cancellation: "Cancellation", complaint: "Complaint", praise: "Praise",
    "how-to": "How to", change: "Change", other: "Other", unknown: "Not clear",
  } as Record<Topic, string>,
  seal: { pending: "Not sealed yet", sealed: "Sealed", witnessed: "Witnessed", anchored: "Anchored" } as Record<Seal, string>,
  purpose: {
    "answer-by-mail": "Answer by e-mail", "read-pictures": "Read pictures", "record-calls": "Record calls",
    "listen-for-strain": "Listen for strain", "improve-service": "Improve the service",
  } as Record<Purpose, string>,
  evidence: {
    base: "Base", harm: "Harm", deadline: "Deadline", repeat: "Repeat contact", waiting: "Waiting",
    learned: "Other words", strain: "Voice strain", relief: "No hurry", earlier: "Said before", word: "Tone",
  } as Record<string, string>,
  hidden: "hidden",
  urgencyOf: (score: number, level: string) => `Urgency ${score} of 100, ${level.toLowerCase()}`,
  phoneCall: "Phone call",
  close: "Close", dismiss: "Dismiss", cancel: "Cancel", tryAgain: "Try again", colon: ": ", comma: ", ", clause: ", ", gap: " ", semicolon: "; ",
  unreachable: "The desk cannot be reached", unreachableMore: "Nothing was changed. Try again when the connection is back.",
  refused: "Not done", tooMany: "Too many requests; wait a few seconds.",
  language: "中文", theme: { system: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" },
  stepUp: {
    title: "Confirm that it is you", lead: "This needs a second proof. Nothing you typed is lost.",
    because: {
      "new-place": "We noticed a new place. Nothing you typed is lost.",
      "impossible-travel": "This place is too far from the last one. Nothing you typed is lost.",
      "fingerprint-drift": "This browser looks changed. Nothing you typed is lost.",
      "fingerprint-mismatch": "This browser looks different from the one that was enrolled. Nothing you typed is lost.",
      "unusual-behaviour": "This is not your usual way of working. Nothing you typed is lost.",
    } as Record<string, string>,
    keyMatches: "key matches", unknownPlace: "Unknown place", placeNew: "new", placeKnown: "known", local: "This machine or local network",
    code: "Six-digit code from your authenticator", codeWrong: "That code is not right, or was used before. Wait for the next one.",
    confirm: "Confirm", keepMasked: "Keep reading, masked", checking: "Checking…",
    setUp: "Set up your second proof", setUpLead: "Scan this with an authenticator app, then type the code it shows. You do this once.",
    qr: "QR code of the secret", secret: "Or type this secret into the app", begin: "Set it up now",
  },
};

const zh: typeof en = {
  level: { low: "低", normal: "一般", high: "高", critical: "紧急" },
  priority: { low: "低", normal: "一般", high: "高", critical: "紧急" },
  state: { open: "处理中", waiting: "等待客户", resolved: "已解决", closed: "已关闭" },
  channel: { mail: "电子邮件", call: "电话", picture: "图片", form: "网页表单" },
  tone: { anger: "生气", disgust: "反感", fear: "担心", sadness: "难过", joy: "满意", surprise: "意外", neutral: "平静" },
  toneless: "尚无文字可读",
  topic: {
    billing: "账单", refund: "退款", delivery: "配送", login: "登录", outage: "中断", fault: "故障",
    security: "账户安全", safety: "人身安全", cancellation: "取消", complaint: "投诉", praise: "表扬",
    "how-to": "使用方法", change: "变更", other: "其他", unknown: "不明确",
  },
  seal: { pending: "尚未封存", sealed: "已封存", witnessed: "已见证", anchored: "已写入链上" },
  purpose: {
    "answer-by-mail": "用电子邮件回复", "read-pictures": "读取图片", "record-calls": "通话录音",
    "listen-for-strain": "判断语气紧张度", "improve-service": "用于改进服务",
  },
  evidence: {
    base: "基础", harm: "危害", deadline: "期限", repeat: "再次联系", waiting: "等待",
    learned: "其他言语", strain: "语气紧张度", relief: "不急", earlier: "此前所说", word: "语气",
  },
  hidden: "已隐藏",
  urgencyOf: (score, level) => `紧急程度 ${score}（满分 100），${level}`,
  phoneCall: "来电",
  close: "关闭", dismiss: "收起", cancel: "取消", tryAgain: "重试", colon: "：", comma: "、", clause: "，", gap: "", semicolon: "；",
  unreachable: "无法连接服务台", unreachableMore: "没有任何改动。恢复连接后请重试。",
  refused: "未完成", tooMany: "请求过多，请稍等几秒。",
  language: "English", theme: { system: "外观：跟随系统", light: "外观：浅色", dark: "外观：深色" },
  stepUp: {
    title: "请确认是你本人", lead: "此操作需要第二重验证。已输入的内容不会丢失。",
    because: {
      "new-place": "检测到新的地点。已输入的内容不会丢失。",
      "impossible-travel": "与上一次的地点相距过远。已输入的内容不会丢失。",
      "fingerprint-drift": "浏览器有变化。已输入的内容不会丢失。",
      "fingerprint-mismatch": "浏览器与登记时不同。已输入的内容不会丢失。",
      "unusual-behaviour": "操作方式与平常不同。已输入的内容不会丢失。",
    },
    keyMatches: "密钥一致", unknownPlace: "未知地点", placeNew: "新地点", placeKnown: "已知地点", local: "本机或本地网络",
    code: "验证器应用中的六位数字", codeWrong: "验证码不正确或已使用过。请等待下一个。",
    confirm: "确认", keepMasked: "继续以隐藏方式查看", checking: "正在检查…",
    setUp: "设置第二重验证", setUpLead: "用验证器应用扫描，然后输入应用显示的数字。只需设置一次。",
    qr: "密钥的二维码", secret: "或在应用中输入此密钥", begin: "现在设置",
  },
};

export const shared = dictionary(en, zh);
