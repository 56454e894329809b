/** What a ticket is called: by its customer, or for a call by the desk, in the reader's language. */

import { langOf } from "./i18n";
import type { Row } from "./shapes";
import { shared } from "./words";

// As the desk writes them down, in the language of the caller.
const CALLS = new Set(["Phone call", "来电"]);

export function subjectOf({ channel, subject }: Pick<Row, "channel" | "subject">): { subject: string | null; lang: string | undefined } {
  const own = channel === "call" && CALLS.has(subject ?? "");
  const told = own ? shared().phoneCall : subject;
  return { subject: told, lang: langOf(told) };
}
