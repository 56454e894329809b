/** 安抚客户的话，以及它们所在的库。 */

import type { calm as calmEn, library as libraryEn } from "./calm.en";

export const calm: typeof calmEn = {
  title: "建议的开场白", say: "可以这样说", never: "建议的开场白，只有你才能发送。", when: "何时使用", because: "依据", insert: "插入", next: "换一条", hide: "隐藏建议",
  place: (at, all) => `第 ${at} 条，共 ${all} 条`,
  circumstance: { strained: "声音紧绷", repeated: "再次来问", waiting: "等待中", overdue: "承诺已逾期" },
  feeling: { anger: "生气", fear: "担心", sadness: "难过", disgust: "反感" },
  times: (n) => `${n} 次联系未获答复`, since: (when) => `应于 ${when}`,
};

export const library: typeof libraryEn = {
  title: "开场白", lead: "客户情绪不好时，向客服建议的话。不会自动发送。",
  add: "添加开场白", edit: "修改", on: "启用", off: "停用", restore: "恢复出厂内容", restored: "已恢复", kept: "已保存", isOff: "已停用", altered: "已修改", own: "自有",
  when: "何时使用", words: "内容", place: "用于", places: { reply: "书面回复", call: "通话中口头说" },
  feelings: "具有以下任一情绪", topics: "属于以下任一主题", circumstances: "同时满足以下全部",
  any: "适用于任何情绪不好的客户", never: "开场白不含有时间的承诺：承诺由客服作出。", shows: "按纯文本显示，标记不起作用。",
  changes: "最近的改动", nothing: "还没有改动。", failed: "无法加载开场白库",
  acts: { added: "添加", changed: "修改", "switched-off": "停用", "switched-on": "启用", restored: "恢复" },
  language: { en: "English", zh: "中文" }, inLanguage: "开场白的语言",
  eitherLanguage: "可以同时写两种语言，也可以先写一种，以后再补。客户使用哪种语言，就建议哪种语言的内容。",
  half: "两栏都要填写，或都留空。", eachFits: "适用条件按语言分别保存。",
  missing: { en: "缺英文", zh: "缺中文" },
  write: { en: "写英文内容", zh: "写中文内容" },
  notOffered: { en: "没有英文内容：客户使用英文时，不会建议这一条。", zh: "没有中文内容：客户使用中文时，不会建议这一条。" },
};
