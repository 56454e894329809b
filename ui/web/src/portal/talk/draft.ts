/** What is being written, kept on this device until it is sent. */

const KEY = "veridesk.portal.draft.";

export interface Draft {
  subject: string;
  text: string;
}

export function draftOf(about: string): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY + about) ?? "null") as Partial<Draft> | null;
    return { subject: String(kept?.subject ?? ""), text: String(kept?.text ?? "") };
  } catch {
    return { subject: "", text: "" };
  }
}

export function keepDraft(about: string, draft: Draft): void {
  if (draft.subject || draft.text) localStorage.setItem(KEY + about, JSON.stringify(draft));
  else localStorage.removeItem(KEY + about);
}

export const dropDraft = (about: string): void => localStorage.removeItem(KEY + about);

/** Forgets every draft of this portal on this device. */
export function dropEveryDraft(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(KEY)) localStorage.removeItem(key);
}
