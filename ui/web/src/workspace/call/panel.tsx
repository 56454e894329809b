/** The call that goes on about this ticket: who, how long, how strained, and the way in. */

import { langOf } from "../../shared/i18n";
import { Chip } from "../../shared/parts/basics";
import { useSeconds } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { Masked, PartlyMasked } from "../../shared/parts/marks";
import type { Call, Detail } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { timer } from "../../shared/time";
import { shared } from "../../shared/words";
import { calls } from "../state";
import { words } from "../words";
import { answer, answered, hangUp, levels, mute } from "./answer";
import { useCall } from "./load";
import { Say } from "./say";
import { StrainCurve } from "./strain";

export function CallPanel({ detail }: { detail: Detail }) {
  const every = useSignal(calls);
  const live = every.find((call) => call.ticket_id === detail.ticket.id && call.ended_at === null);
  const call = useCall(live?.id ?? null);
  if (!live || !call || call.ended_at !== null) return null;
  return (
    <div class="call-panel" data-testid="call">
      <CallBar call={call} name={detail.customer.name} />
      <Say detail={detail} />
      <StrainCurve call={call} recorded />
      <Meters call={call.id} />
      <Transcript call={call} />
    </div>
  );
}

function CallBar({ call, name }: { call: Call; name: string | null }) {
  const t = words().call;
  const now = useSeconds(true);
  const joined = useSignal(answered);
  const on = joined?.call === call.id;
  return (
    <div class="callbar">
      <span class="is-crit">
        <Icon name="phone" class="i-20" />
      </span>
      <span class="timer" role="timer" aria-label={t.time}>
        {timer((now - Date.parse(call.started_at)) / 1000)}
      </span>
      <b class="clip" lang={langOf(name)}>
        {name ?? (call.caller ? <PartlyMasked text={call.caller} /> : <Masked size="m" />)}
      </b>
      <span class="t12 muted opt">{t.source[call.source]}</span>
      {call.keys && (
        <Chip icon="queue">
          <span class="vh">
            {t.keys}
            {shared().colon}
          </span>
          {call.keys}
        </Chip>
      )}
      <span class="push" />
      {on ? (
        <>
          <span class="t12 muted">{joined.state === "on" ? t.joined : "…"}</span>
          <button
            class="btn btn-icon"
            aria-pressed={joined.muted}
            aria-label={`${joined.muted ? words().unmute : words().mute} (M)`}
            title={`${joined.muted ? words().unmute : words().mute} (M)`}
            onClick={() => mute(!joined.muted)}
          >
            <Icon name="mute" />
          </button>
          <button class="btn btn-danger" onClick={() => void hangUp()}>
            <Icon name="hangup" />
            {t.end}
          </button>
        </>
      ) : (
        <>
          <span class="t12 muted opt">{call.answered_by ? t.answeredBy(call.answered_by) : t.ringing}</span>
          <button class="btn btn-primary" data-testid="answer" onClick={() => void answer(call.id)}>
            <Icon name="phone" />
            {t.answer}
          </button>
        </>
      )}
    </div>
  );
}

/** What is known of the words of a call, and what is not. */
export function Transcript({ call }: { call: Call }) {
  const t = words().call;
  const live = call.ended_at === null;
  if (call.transcript === "done") return null;
  if (call.transcript === "no-model") {
    return (
      <p class="no-words t12">
        <b>{t.noModel}</b> {live && <span class="soft">{t.noModelMore}</span>}
      </p>
    );
  }
  if (live) return null;
  return <p class="no-words t12 muted">{call.transcript === "pending" ? t.pending : t.none}</p>;
}

function Meters({ call }: { call: string }) {
  const t = words();
  const joined = useSignal(answered);
  const { caller, me } = useSignal(levels);
  if (joined?.call !== call || joined.state !== "on") return null;
  return (
    <div class="meters">
      <Meter who={t.call.caller} db={caller} />
      <Meter who={t.you} db={me} />
    </div>
  );
}

const BARS = 40;

/** A picture of loudness; its label is coarse, so that it does not chatter. */
function Meter({ who, db }: { who: string; db: number }) {
  const t = words().call;
  // From -60 dB, a quiet room, to full scale.
  const share = Math.max(0, Math.min(1, (db + 60) / 60));
  const on = Math.round(share * BARS);
  return (
    <div class="meter" role="img" aria-label={t.level(who, Math.round(share * 10) * 10)}>
      <span>{who}</span>
      <svg viewBox="0 0 160 8" preserveAspectRatio="none" aria-hidden="true">
        {Array.from({ length: BARS }, (_, i) => (
          <rect key={i} class={i >= on ? "m-off" : i > 36 ? "m-hot" : "m-on"} x={i * 4} y="0" width="3" height="8" />
        ))}
      </svg>
      <span class="muted num">{db <= -90 ? "−∞" : `−${Math.abs(Math.round(db))}`} dB</span>
    </div>
  );
}
