/** 从来信中读出了什么，以及客户历次联系的走势。 */

import type { course as courseEn, reading as readingEn } from "./reading.en";

export const reading: typeof readingEn = {
  title: "读出的内容", topic: "主题", orElse: "或", feelings: "语气", deadline: "期限", dueIn: (left) => `还剩 ${left}`, duePast: "已过", voice: "声音", state: "状态", by: "读取模型",
  notClear: "不够明确，无法判断", noWords: "没有听到或写下任何话。",
  settled: "客户表示问题已解决。",
  strainedAlone: "紧绷。没有言语可以说明原因。",
  disagree: {
    strained: "言语平静，声音紧绷。两者都列出，不取平均。",
    calm: "言语紧急，声音平静。仍以言语为准。",
    glad: "声音高昂，但言语愉快。不因此升级。",
  },
  otherwise: "什么会改变它",
  without: (what, level, score) => `若没有${what}：${level}（${score}）`,
  part: (name) => name,
  less: { learned: "其他言语" },
  with: (what, level, score) => `若有${what}：${level}（${score}）`,
  more: { repeat: "就同一件事再次联系" },
};

export const course: typeof courseEn = {
  title: "历次联系", rising: "上升", falling: "下降", steady: "平稳",
  aloud: (n, first, last, way) => `最近 ${n} 次联系的紧急程度（各自单独判断）：从 ${first} 到 ${last}，${way}。`,
  table: "以表格查看", when: "时间", ticket: "工单", urgency: "紧急程度", tone: "语气", here: "本工单",
  lead: "每次联系单独判断的结果。虚线：50 起为高，75 起为紧急。",
};
