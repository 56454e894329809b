/** Words for correcting what was read. */

export const correct = {
  title: "Read right?", more: "What you say is kept, and can be taken back. It teaches the next readings if the customer agreed to that.",
  aspect: { urgency: "Urgency", emotion: "Tone", topic: "About" } as Record<string, string>,
  keys: { urgency: "1 2 3 4", emotion: "T", topic: "B" } as Record<string, string>,
  hint: { urgency: "1 low to 4 critical", emotion: "the next likely tone", topic: "the next likely topic" } as Record<string, string>,
  read: (what: string) => `Read as ${what}`, readSure: (what: string, sure: string) => `Read as ${what}, ${sure} sure`, wordless: "No words were heard or written.",
  meant: (who: string, what: string) => `${who}: ${what}`, agreed: (who: string) => `${who}: right`, someone: "A colleague",
  undo: "Take back", right: "Right", choose: "Correct", soon: "kept in a moment",
  kept: (aspect: string, what: string) => `${aspect}: ${what}`, keptMore: "Kept. It teaches the next readings if the customer agreed to that.", takenBack: "Taken back", nothing: "Nothing to take back on this ticket.",
  corrected: "corrected",
};
