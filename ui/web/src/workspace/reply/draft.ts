/** Drafts: kept on this device until they are sent, one for each ticket and kind. */

export type Mode = "reply" | "note";

export interface Draft {
  text: string;
  /** Made once for each draft: sending it twice sends it once. */
  key: string;
}

const place = (ticket: string, mode: Mode) => `veridesk.draft.${ticket}.${mode}`;

export function loadDraft(ticket: string, mode: Mode): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(place(ticket, mode)) ?? "null") as Draft | null;
    if (kept && typeof kept.text === "string" && typeof kept.key === "string") return kept;
  } catch {
    // What cannot be read is no draft.
  }
  return { text: "", key: crypto.randomUUID() };
}

export function keepDraft(ticket: string, mode: Mode, draft: Draft): void {
  if (draft.text.trim()) localStorage.setItem(place(ticket, mode), JSON.stringify(draft));
  else localStorage.removeItem(place(ticket, mode));
}

export const dropDraft = (ticket: string, mode: Mode): void =>
  localStorage.removeItem(place(ticket, mode));
