/** The one live line of a tab: every change at the desk, resumed where it broke off. */

import { signal } from "../signal";
import type { LiveEvent } from "../shapes";
import { NoDevice } from "./session";
import { open, type Line } from "./socket";

export type LineState =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "lost"; since: number; next: number };

export const line = signal<LineState>({ kind: "connecting" });

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();
const again = new Set<() => void>();

/** Hears every event until the returned function is called. */
export function listen(act: Listener): () => void {
  listeners.add(act);
  return () => void listeners.delete(act);
}

/** Called each time the line opens: what was loaded before it may be old. */
export function onOpen(act: () => void): () => void {
  again.add(act);
  return () => void again.delete(act);
}

let current: Line | undefined;
let cursor: string | null = null;
let hurry: (() => void) | undefined;
const watched = new Set<string>();

/** Asks for the strain of a call as it is heard, also after a reconnect. */
export function watchCall(call: string): () => void {
  watched.add(call);
  current?.say({ type: "watch", call });
  return () => void watched.delete(call);
}

/** Tries to connect now instead of waiting. */
export const tryNow = (): void => hurry?.();

function heard(message: unknown): void {
  const event = message as Partial<LiveEvent>;
  if (!event.topic) return;
  if (event.cursor) cursor = event.cursor;
  for (const act of [...listeners]) act(event as LiveEvent);
}

/** How long to wait before the nth try: half a second, doubled, at most fifteen, spread. */
export const pause = (failures: number, chance: number = Math.random()): number =>
  Math.min(15_000, 500 * 2 ** Math.min(failures, 8)) * (0.75 + chance / 2);

/** Connects and stays connected for the life of the page. Call it once. */
export async function stayLive(): Promise<void> {
  addEventListener("online", tryNow);
  addEventListener("offline", () => current?.close());
  let since = 0;
  for (let failures = 0; ; failures++) {
    try {
      const opened = await open("/ws/live", { words: heard });
      current = opened;
      if (cursor === null) cursor = opened.cursor;
      else opened.say({ type: "resume", cursor });
      for (const call of watched) opened.say({ type: "watch", call });
      line.value = { kind: "live" };
      failures = -1;
      since = 0;
      for (const act of [...again]) act();
      await opened.closed;
    } catch (error) {
      if (error instanceof NoDevice) return;
    }
    current = undefined;
    since ||= Date.now();
    const wait = pause(Math.max(0, failures));
    line.value = { kind: "lost", since, next: Date.now() + wait };
    await new Promise<void>((done) => {
      const timer = setTimeout(done, wait);
      hurry = () => {
        clearTimeout(timer);
        done();
      };
    });
    hurry = undefined;
  }
}
