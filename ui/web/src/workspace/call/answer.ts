/** The agent's side of a live call: one at a time, for as long as the tab lives. */

import { toast } from "../../shared/parts/toast";
import { signal } from "../../shared/signal";
import { loudness, openSound, type Sound } from "../../shared/sound/sound";
import { open, type Line } from "../../shared/trust/socket";
import { words } from "../words";

export interface Answered {
  call: string;
  state: "joining" | "on";
  muted: boolean;
}

export const answered = signal<Answered | null>(null);
/** Loudness of both sides in dB below full scale. */
export const levels = signal<{ caller: number; me: number }>({ caller: -90, me: -90 });

let line: Line | null = null;
let sound: Sound | null = null;

/** Joins a live call: microphone, speaker and line, or none of them. */
export async function answer(call: string): Promise<void> {
  if (answered.value) await hangUp();
  answered.value = { call, state: "joining", muted: false };
  const t = words().call;
  try {
    sound = await openSound((pcm) => {
      levels.value = { ...levels.value, me: loudness(pcm) };
      line?.send(pcm);
    });
  } catch {
    answered.value = null;
    toast({ kind: "crit", title: t.microphone, more: t.microphoneMore });
    return;
  }
  try {
    line = await open(`/ws/answer?call=${call}`, {
      words: (message) => {
        const { type } = message as { type?: string };
        if (type === "joined") answered.value = { call, state: "on", muted: false };
        if (type === "ended" || type === "error") void hangUp();
      },
      sound: (pcm) => {
        levels.value = { ...levels.value, caller: loudness(pcm) };
        sound?.play(pcm);
      },
    });
    const mine = line;
    void mine.closed.then(() => {
      if (line !== mine) return;
      void hangUp();
      toast({ kind: "plain", title: t.lost, more: t.lostMore });
    });
  } catch {
    await hangUp();
    toast({ kind: "crit", title: t.lost, more: t.lostMore });
  }
}

export function mute(on: boolean): void {
  sound?.mute(on);
  if (answered.value) answered.value = { ...answered.value, muted: on };
}

/** Leaves the call; the microphone is off when this resolves. */
export async function hangUp(): Promise<void> {
  const [oldLine, oldSound] = [line, sound];
  line = sound = null;
  answered.value = null;
  levels.value = { caller: -90, me: -90 };
  oldLine?.say({ type: "end" });
  oldLine?.close();
  await oldSound?.stop();
}
