/** What was read in a message, and how a customer's contacts went, in English. */

export const reading = {
  title: "What was read", topic: "Topic", orElse: "or", feelings: "Tone", deadline: "Deadline", dueIn: (left: string) => `in ${left}`, duePast: "over", voice: "Voice", state: "State", by: "Read by",
  notClear: "Too unclear to say", noWords: "No words were heard or written.",
  settled: "The customer says that it is solved.",
  strainedAlone: "Strained. No words are known to say why.",
  disagree: {
    strained: "Words calm, voice strained. Both are shown; neither is averaged away.",
    calm: "Words urgent, voice calm. The words count in full.",
    glad: "Raised voice, words are glad. It raises nothing.",
  } as Record<string, string>,
  otherwise: "What would change it",
  without: (what: string, level: string, score: number) => `Without ${what}: ${level} (${score})`,
  part: (name: string) => name.toLowerCase(),
  less: { learned: "the other words" } as Record<string, string>,
  with: (what: string, level: string, score: number) => `With ${what}: ${level} (${score})`,
  more: { repeat: "another contact about the same" } as Record<string, string>,
};

export const course = {
  title: "Over their contacts", rising: "rising", falling: "falling", steady: "steady",
  aloud: (n: number, first: number, last: number, way: string) => `Urgency of the last ${n} contacts, each read by itself: from ${first} to ${last}; ${way}.`,
  table: "As a table", when: "When", ticket: "Ticket", urgency: "Urgency", tone: "Tone", here: "this ticket",
  lead: "Each contact as read by itself. Dotted: high from 50, critical from 75.",
};
