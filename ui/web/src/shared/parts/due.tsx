/** A running promise as a ring: the share of its time that is left. */

import { useEffect, useState } from "preact/hooks";
import { signal, useSignal } from "../signal";
import { due } from "../time";
import { deskNow } from "../trust/proof";

// One clock for the page, so that all countdowns change together.
const beat = signal(0);
setInterval(() => (beat.value = beat.value + 1), 5_000);

/** The desk's time, renewed every five seconds. */
export function useNow(): number {
  useSignal(beat);
  return deskNow();
}

/** The desk's time, renewed each second while `on`. */
export function useSeconds(on: boolean): number {
  const [now, set] = useState(deskNow);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => set(deskNow()), 1000);
    return () => clearInterval(timer);
  }, [on]);
  return now;
}

export function Ring(props: { share: number }) {
  return (
    <svg class="ring" viewBox="0 0 16 16" aria-hidden="true">
      <circle class="ring-bg" cx="8" cy="8" r="6" />
      <circle
        class="ring-fg"
        cx="8"
        cy="8"
        r="6"
        pathLength={100}
        stroke-dasharray={`${Math.round(props.share * 100)} 100`}
      />
    </svg>
  );
}

const COLOUR = { calm: "", warn: "is-warn", over: "is-crit" } as const;

export function DueRing(props: { dueAt: string; madeAt: string | null }) {
  const made = props.madeAt === null ? null : Date.parse(props.madeAt);
  const state = due(Date.parse(props.dueAt), made, useNow());
  return (
    <span class={`due ${COLOUR[state.level]}`}>
      <Ring share={state.share} />
      {state.text}
    </span>
  );
}
