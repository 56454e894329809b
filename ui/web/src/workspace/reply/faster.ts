/** Whether somebody was faster: what came after the version that a person answers to. */

import type { Detail, Message } from "../../shared/shapes";

/**
 * The newest message that the person has not seen while writing: a reply of a colleague
 * before one of the customer. Their own words, notes and receipts never count.
 */
export function newer(
  seen: ReadonlySet<string>,
  detail: Detail,
  self: string | undefined,
): Message | null {
  const fresh = detail.messages.filter((message) => !seen.has(message.id));
  const reply = fresh.findLast((m) => m.kind === "reply" && m.author !== self);
  const contact = fresh.findLast((m) => m.kind === "contact" && !m.automatic);
  return reply ?? contact ?? null;
}
