/** Sends a message with its pictures, signed like every request. */

import type { components } from "../../shared/api";
import { signal } from "../../shared/signal";
import { signed } from "../../shared/trust/api";
import { home, refresh } from "../load";

/** A new request was stored and is not among the others yet. */
export const awaited = signal(false);

export interface Letter {
  ticket: string | null;
  subject: string;
  text: string;
  pictures: readonly File[];
}

/** Resolves with the id of what was stored; it is durable by then. */
export async function send(letter: Letter): Promise<string> {
  const form = new FormData();
  form.set("text", letter.text);
  if (letter.ticket) form.set("ticket_id", letter.ticket);
  else form.set("subject", letter.subject);
  for (const picture of letter.pictures) form.append("picture", picture, picture.name);
  const request = new Request(new URL("/api/portal/messages", location.origin), { method: "POST", body: form });
  const answer = await signed(request);
  const receipt = (await answer.json()) as components["schemas"]["Receipt"];
  if (!letter.ticket) void awaitTicket();
  return receipt.contact_id;
}

/** Asks more often for a while, until the new request has been read. */
async function awaitTicket(): Promise<void> {
  const before = home.value?.tickets.length ?? 0;
  awaited.value = true;
  for (let tries = 0; tries < 30; tries++) {
    await refresh();
    if ((home.value?.tickets.length ?? 0) > before) break;
    await new Promise((done) => setTimeout(done, 1_000));
  }
  awaited.value = false;
}
