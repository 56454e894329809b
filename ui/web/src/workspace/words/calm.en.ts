/** What calms a customer, and the library it comes from, in English. */

const feelings: Record<string, string> = { anger: "angry", fear: "worried", sadness: "sad", disgust: "disgusted" };

export const calm = {
  title: "Suggested opening", say: "What to say", never: "Suggested opening. Only you send it.", when: "When to use it", because: "Because", insert: "Insert", next: "Another one", hide: "Hide suggestions",
  place: (at: number, all: number) => `${at} of ${all}`,
  circumstance: { strained: "voice strained", repeated: "asks again", waiting: "waits", overdue: "a promise is late" } as Record<string, string>,
  feeling: feelings,
  times: (n: number) => `${n} contacts unanswered`, since: (when: string) => `due ${when}`,
};

export const library = {
  title: "Openings", lead: "What agents are offered for an upset customer. Nothing is sent by itself.",
  add: "Add an opening", edit: "Change", on: "Switch on", off: "Switch off", restore: "Restore as shipped", restored: "Restored", kept: "Kept", isOff: "off", altered: "changed here", own: "your own",
  when: "When to use it", words: "The words", place: "Where", places: { reply: "In a reply", call: "Aloud, on a call" } as Record<string, string>,
  feelings: "One of these feelings", topics: "One of these topics", circumstances: "All of these",
  any: "Fits whoever is upset", never: "An opening promises nothing by a time: that is for agents to do.", shows: "Shown as plain text; markup has no effect.",
  changes: "Latest changes", nothing: "Nothing was changed yet.", failed: "The library could not be loaded",
  acts: { added: "Added", changed: "Changed", "switched-off": "Switched off", "switched-on": "Switched on", restored: "Restored" } as Record<string, string>,
  language: { en: "English", zh: "中文" } as Record<string, string>, inLanguage: "Language of the openings",
  eitherLanguage: "Write it in both languages, or in one and the other later. Agents are offered it for customers of each language in which it is written.",
  half: "Write both fields, or leave both empty.", eachFits: "What it fits is kept for each language.",
  missing: { en: "Not in English", zh: "Not in Chinese" } as Record<string, string>,
  write: { en: "Write it in English", zh: "Write it in Chinese" } as Record<string, string>,
  notOffered: { en: "Not written in English: for customers who write English it is not offered.", zh: "Not written in Chinese: for customers who write Chinese it is not offered." } as Record<string, string>,
};
