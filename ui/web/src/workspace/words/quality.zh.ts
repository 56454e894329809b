/** “判断质量”页面所用的词句。 */

import type { quality as en } from "./quality.en";

export const quality: typeof en = {
  title: "判断质量", lead: "最近半年的计数，不含任何人的话。", failed: "无法加载数据", none: "还没有任何判断。",
  aspect: { urgency: "紧急程度", emotion: "语气", topic: "主题" },
  table: "以表格显示", week: "周", readings: "判断数", corrected: "被更正", said: "人工确认",

  inUse: "正在使用", trouble: "所选的版本无法使用，因此用自带权重判断。", package: "自带权重", version: (v) => `版本 ${v}`, since: (when) => `自 ${when} 起`,
  reads: (what, since) => `来信用${what}判断${since ? `，${since}` : ""}。`,
  usable: (kept, usable) => `已保留 ${kept} 条更正，其中 ${usable} 条来自同意用于改进服务的客户。`,
  learn: "要从更正中学习，请运维人员运行", back: "撤回则运行",

  drift: "漂移", driftMore: "指数将一周与此前四周比较：低于 0.1 为平稳，高于 0.25 为明显不同。",
  levelsSay: (p) => p.weeks === 1 ? `一周共 ${p.readings} 次判断，其中紧急占 ${p.last}。` : `${p.weeks} 周共 ${p.readings} 次判断。紧急的比例：第一周 ${p.first}，最近一周 ${p.last}。`,
  driftSays: (week, level, tone) => `${week}起一周的漂移：紧急程度 ${level}，语气 ${tone}。`,
  steady: "平稳", moved: "略有", other: "明显", driftFew: (n) => `漂移尚无法判断：一周及此前各需 ${n} 次判断。`, few: "未知",
  levels: "每周紧急程度", feelings: "每周语气", course: "每周把握与更正", confidence: "把握", levelDrift: "紧急程度漂移", feelingDrift: "语气漂移",
  courseSays: (sure, wrong) => `最近一周：平均把握 ${sure}，${wrong} 的判断被更正。`,

  calibration: "校准", calibrationMore: "判断时的把握，与人认为正确的比例相比。人更常看有疑问的判断，因此这里显得比实际差。",
  ece: (p, n) => `平均相差 ${p}，共 ${n} 次有结论的判断。`, eceFew: (n, least) => `有结论的判断 ${n} 次；少于 ${least} 次不作结论。`,
  sure: "平均把握", right: "正确", judged: "有结论", bin: (a, b) => `${a} 至 ${b}`,
  binAloud: (sure, right, n) => `把握 ${sure}：${right} 正确，共 ${n} 次`,

  fairness: "公平", by: { language: "语言", channel: "渠道", region: "地区" }, groupBy: "比较",
  fairnessMore: "横线表示真实比例在 95% 的情况下所在的范围（Wilson）。横线不重叠时，其中一组的判断更差。",
  apart: (worse, better) => `“${worse}”比“${better}”更常被更正，不是偶然。`, level: "没有超出偶然的差别。", one: "只有一组，无从比较。",
  notKnown: "未知", regionMore: "客户自己的设备最常出现的国家；只来信或来电的客户没有。",
  languages: { en: "英文", zh: "中文", mixed: "中英混合", und: "无语言" },
  tooLow: "紧急程度偏低", group: "分组", any: "有任何更正", interval: (share, low, high) => `${share}（${low} 至 ${high}）`,

  versions: "版本", versionsMore: "只有在最近两周的来信上确实更好、且不是运气时，新版本才会启用。",
  made: "学成", live: "启用", never: "未启用", heads: { urgency: "紧急程度", "emotion-en": "语气（英文）", "emotion-zh": "语气（中文）", "topic-en": "主题（英文）", "topic-zh": "主题（中文）" },
  why: { better: "更好", "not-better": "没有更好", "misses-critical": "漏掉紧急的", "too-few": "更正太少" },
  from: (n) => `学自 ${n} 封`, f1: (a, b, n) => `宏平均 F1 ${a} → ${b}（${n} 封）`, luck: (p) => `偶然的可能 ${p}`, missing: (past, latest) => `近两周之前 ${past} 条，近两周 ${latest} 条`,
  scored: "各模型的判断数", model: "模型", first: "最早", last: "最近", kilobytes: (n) => `${n} kB`, noVersion: "本服务台还没有学成任何版本。",
};
