/** What a ticket is called: by its customer, or for a call by the desk, in the reader's language. */

import { langOf } from "../../shared/i18n";
import type { Row } from "../../shared/shapes";
import { words } from "../words";

// As the desk writes them down, in the language of the caller.
const CALLS = new Set(["Phone call", "来电"]);

export function subjectOf({ channel, subject }: Pick<Row, "channel" | "subject">): { subject: string | null; lang: string | undefined } {
  const own = channel === "call" && CALLS.has(subject ?? "");
  const told = own ? words().call.subject : subject;
  return { subject: told, lang: langOf(told) };
}
