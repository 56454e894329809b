/** A call that is on: with whom, for how long, who is heard, and the way to end it. */

import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import { timer } from "../../shared/time";
import { words } from "../words";
import { hangUp, levels, mute, type CallState } from "./call";

export function Live({ state }: { state: Extract<CallState, { kind: "on" }> }) {
  const t = words().call;
  const [seconds, set] = useState(0);
  useEffect(() => {
    const tick = () => set((Date.now() - state.since) / 1000);
    tick();
    const every = setInterval(tick, 500);
    return () => clearInterval(every);
  }, [state.since]);
  const { me, them } = useSignal(levels);
  return (
    <section class="live-call" aria-labelledby="on">
      <h1 id="on" tabIndex={-1} aria-live="polite">
        {state.by ? t.with(state.by) : state.recorded ? t.waiting : t.waitingUnrecorded}
      </h1>
      <p class="time" role="timer" aria-label={t.time}>
        {timer(seconds)}
      </p>
      <div class="hstack wrap">
        <span class={`chip ${state.recorded ? "chip-warn" : "chip-line"}`}>
          {state.recorded ? t.recorded : t.notRecorded}
        </span>
        <span class={`chip ${state.listened ? "chip-warn" : "chip-line"}`}>
          {state.listened ? t.listened : t.notListened}
        </span>
      </div>
      <div class="call-meters">
        <Meter who={t.you} level={state.muted ? -90 : me} />
        <Meter who={t.them} level={them} />
      </div>
      <p class="t12 is-warn" role="status">
        {state.muted && t.muted}
      </p>
      <div class="call-keys">
        <button class="btn btn-l" aria-pressed={state.muted} onClick={() => mute(!state.muted)}>
          <Icon name="mute" class="i-20" />
          {state.muted ? t.unmute : t.mute}
        </button>
        <button class="btn btn-danger btn-l" onClick={hangUp}>
          <Icon name="hangup" class="i-20" />
          {t.hangUp}
        </button>
      </div>
    </section>
  );
}

const BARS = 24;
// Speech lies between these, in dB below full scale.
const [QUIET, LOUD] = [-60, -10];

function Meter(props: { who: string; level: number }) {
  const share = Math.min(1, Math.max(0, (props.level - QUIET) / (LOUD - QUIET)));
  const on = Math.round(share * BARS);
  // Named in tenths, so that the name changes less often than the picture.
  const label = words().call.level(props.who, Math.round(share * 10) * 10);
  return (
    <div class="meter" role="img" aria-label={label}>
      <span>{props.who}</span>
      <svg viewBox={`0 0 ${BARS * 8} 8`} preserveAspectRatio="none" aria-hidden="true">
        {Array.from({ length: BARS }, (_, i) => (
          <rect key={i} class={i < on ? "m-on" : "m-off"} x={i * 8} y="0" width="6" height="8" />
        ))}
      </svg>
    </div>
  );
}
