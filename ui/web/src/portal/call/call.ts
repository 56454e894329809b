/** The customer's side of a call: microphone, speaker and line, or none of them. */

import { lang } from "../../shared/i18n";
import { signal } from "../../shared/signal";
import { loudness, openSound, type Sound } from "../../shared/sound/sound";
import { open, type Line } from "../../shared/trust/socket";
import { refresh } from "../load";

export type CallState =
  | { kind: "none" }
  | { kind: "opening" | "connecting" }
  | { kind: "on"; since: number; ticket: string; by: string | null; recorded: boolean; listened: boolean; muted: boolean }
  | { kind: "over"; seconds: number; ticket: string; cut: boolean }
  | { kind: "failed"; why: "microphone" | "none-here" | "refused"; detail: string };

export const call = signal<CallState>({ kind: "none" });
/** Loudness of both sides in dB below full scale. */
export const levels = signal<{ me: number; them: number }>({ me: -90, them: -90 });

interface Held {
  line?: Line;
  sound?: Sound;
}

// Whatever a call holds hangs on it, so that an old one can never speak for a new one.
let held: Held | null = null;

/** Begins a call, about a request or a new one. What was agreed to is fixed at its start. */
export async function begin(ticket: string | null, agreed: { record: boolean; listen: boolean }): Promise<void> {
  if (held) return;
  const mine: Held = (held = {});
  call.value = { kind: "opening" };
  if (!navigator.mediaDevices?.getUserMedia) return fail(mine, "none-here", "");
  try {
    mine.sound = await openSound((pcm) => {
      levels.value = { ...levels.value, me: loudness(pcm) };
      // Sound counts once the desk has opened the call.
      if (held === mine && call.value.kind === "on") mine.line?.send(pcm);
    });
  } catch (error) {
    const none = error instanceof DOMException && error.name === "NotFoundError";
    return fail(mine, none ? "none-here" : "microphone", String(error));
  }
  if (held !== mine) return void mine.sound.stop();
  call.value = { kind: "connecting" };
  try {
    mine.line = await open(ticket ? `/ws/call?ticket=${ticket}` : "/ws/call", {
      words: (message) => heard(mine, message as Said, agreed),
      sound: (pcm) => {
        levels.value = { ...levels.value, them: loudness(pcm) };
        mine.sound?.play(pcm);
      },
    });
  } catch (error) {
    return fail(mine, "refused", error instanceof Error ? error.message : String(error));
  }
  if (held !== mine) return mine.line.close();
  mine.line.say({ type: "start", language: lang.value, record: agreed.record, listen: agreed.listen });
  void mine.line.closed.then(() => held === mine && end(mine, true));
}

interface Said {
  type?: string;
  ticket_id?: string;
  by?: string;
  why?: string;
}

function heard(mine: Held, said: Said, agreed: { record: boolean; listen: boolean }): void {
  if (held !== mine) return;
  const now = call.value;
  if (said.type === "started" && said.ticket_id) {
    call.value = {
      kind: "on", since: Date.now(), ticket: said.ticket_id, by: null,
      recorded: agreed.record, listened: agreed.listen, muted: false,
    };
  } else if (said.type === "answered" && now.kind === "on") call.value = { ...now, by: said.by ?? null };
  else if (said.type === "ended") end(mine, false);
  else if (said.type === "error") now.kind === "on" ? end(mine, true) : fail(mine, "refused", said.why ?? "");
}

export function mute(on: boolean): void {
  held?.sound?.mute(on);
  if (call.value.kind === "on") call.value = { ...call.value, muted: on };
}

/** Hangs up; the microphone is off when this returns. */
export function hangUp(): void {
  if (!held) return;
  held.line?.say({ type: "end" });
  end(held, false);
}

/** Leaves the page of a call that is over. */
export function clear(): void {
  if (!held) call.value = { kind: "none" };
}

function letGo(mine: Held): void {
  if (held === mine) held = null;
  void mine.sound?.stop();
  mine.line?.close();
  levels.value = { me: -90, them: -90 };
}

function end(mine: Held, cut: boolean): void {
  const was = call.value;
  letGo(mine);
  if (was.kind === "on") {
    call.value = { kind: "over", seconds: (Date.now() - was.since) / 1000, ticket: was.ticket, cut };
    void refresh();
  } else call.value = cut ? { kind: "failed", why: "refused", detail: "" } : { kind: "none" };
}

function fail(mine: Held, why: "microphone" | "none-here" | "refused", detail: string): void {
  letGo(mine);
  call.value = { kind: "failed", why, detail };
}

// A page that goes away must not leave an open microphone or a silent line behind.
addEventListener("pagehide", hangUp);
addEventListener("beforeunload", (event) => {
  if (call.value.kind === "on") event.preventDefault();
});
