/** 更正判断结果所用的词句。 */

import type { correct as en } from "./correct.en";

export const correct: typeof en = {
  title: "判断对吗？", more: "你的更正会保留，也可以撤回。客户同意时，才用于改进之后的判断。",
  aspect: { urgency: "紧急程度", emotion: "语气", topic: "主题" },
  keys: { urgency: "1 2 3 4", emotion: "T", topic: "B" },
  hint: { urgency: "1 低，4 紧急", emotion: "下一个可能的语气", topic: "下一个可能的主题" },
  read: (what) => `判断为“${what}”`, readSure: (what, sure) => `判断为“${what}”，把握 ${sure}`, wordless: "没有听到或写下任何话。",
  meant: (who, what) => `${who}：${what}`, agreed: (who) => `${who}：正确`, someone: "某位同事",
  undo: "撤回", right: "正确", choose: "更正", soon: "即将保存",
  kept: (aspect, what) => `${aspect}：${what}`, keptMore: "已保留。客户同意时，才用于改进之后的判断。", takenBack: "已撤回", nothing: "此工单没有可撤回的更正。",
  corrected: "已更正",
};
