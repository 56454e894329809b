/** Words for the page on how good the readings are. */

export const quality = {
  title: "Reading quality", lead: "Counts of the last half year; nobody’s words.", failed: "The figures could not be loaded", none: "Nothing was read yet.",
  aspect: { urgency: "Urgency", emotion: "Tone", topic: "Topic" } as Record<string, string>,
  table: "As a table", week: "Week", readings: "Readings", corrected: "Corrected", said: "Said by people",

  inUse: "In use", trouble: "What was chosen to read cannot be used, so the package’s own weights read.", package: "the package’s own weights", version: (v: string) => `version ${v}`, since: (when: string) => `since ${when}`,
  reads: (what: string, since: string | null) => `Contacts are read with ${what}${since ? `, ${since}` : ""}.`,
  usable: (kept: string, usable: string) => `Corrections kept: ${kept}; from customers who agreed that the desk learns from them: ${usable}.`,
  learn: "To learn from corrections, an operator runs", back: "to go back",

  drift: "Drift", driftMore: "The index compares a week with the four weeks before it: below 0.1 is steady, above 0.25 is another population.",
  levelsSay: (p: { weeks: number; readings: string; first: string; last: string }) => p.weeks === 1 ? `${p.readings} readings in one week. Critical: ${p.last} of them.` : `${p.readings} readings in ${p.weeks} weeks. Critical: ${p.first} of the first week, ${p.last} of the latest.`,
  driftSays: (week: string, level: string, tone: string) => `Drift of the week of ${week}: urgency ${level}, tone ${tone}.`,
  steady: "steady", moved: "some", other: "strong", driftFew: (n: number) => `Drift cannot be told yet: that takes ${n} readings in a week and in the weeks before it.`, few: "not known",
  levels: "Levels by week", feelings: "Tone by week", course: "Confidence and corrections by week", confidence: "Confidence", levelDrift: "Drift, urgency", feelingDrift: "Drift, tone",
  courseSays: (sure: string, wrong: string) => `Latest week: ${sure} sure on average; ${wrong} of the readings were corrected.`,

  calibration: "Calibration", calibrationMore: "How sure a reading was, against how often people found it right. People look at what seems wrong, so this looks worse than it is.",
  ece: (p: string, n: string) => `Off by ${p} on average, over ${n} judged readings.`, eceFew: (n: number, least: number) => `${n} judged ${n === 1 ? "reading" : "readings"}; fewer than ${least} say nothing.`,
  sure: "Sure", right: "Right", judged: "Judged", bin: (a: string, b: string) => `${a} to ${b}`,
  binAloud: (sure: string, right: string, n: number) => `${sure} sure: ${right} right, of ${n}`,

  fairness: "Fairness", by: { language: "Language", channel: "Channel", region: "Region" } as Record<string, string>, groupBy: "Compare by",
  fairnessMore: "The line is where the true share lies in 95 of 100 cases (Wilson). Where lines do not overlap, one group is read worse than the other.",
  apart: (worse: string, better: string) => `${worse} is corrected more often than ${better}, beyond chance.`, level: "No difference beyond chance.", one: "One group alone: nothing to compare.",
  notKnown: "Not known", regionMore: "The country in which a customer’s own devices are mostly seen; who only writes or calls has none.",
  languages: { en: "English", zh: "Chinese", mixed: "Both, mixed", und: "No language" } as Record<string, string>,
  tooLow: "Urgency too low", group: "Group", any: "Anything corrected", interval: (share: string, low: string, high: string) => `${share} (${low} to ${high})`,

  versions: "Versions", versionsMore: "A head goes live only if it reads the latest two weeks better than the one in use, beyond luck.",
  made: "Learned", live: "Went live", never: "never", heads: { urgency: "Urgency", "emotion-en": "Tone, English", "emotion-zh": "Tone, Chinese", "topic-en": "Topic, English", "topic-zh": "Topic, Chinese" } as Record<string, string>,
  why: { better: "better", "not-better": "not better", "misses-critical": "misses critical ones", "too-few": "too few corrections" } as Record<string, string>,
  from: (n: number) => `from ${n} messages`, f1: (a: string, b: string, n: number) => `macro-F1 ${a} → ${b} on ${n}`, luck: (p: string) => `luck ${p}`, missing: (past: number, latest: number) => `${past} before the latest weeks, ${latest} in them`,
  scored: "Scores by model", model: "Model", first: "First", last: "Latest", kilobytes: (n: string) => `${n} kB`, noVersion: "This desk has learned no version yet.",
};
