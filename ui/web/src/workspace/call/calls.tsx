/** The list of calls: those that go on, then the newest. */

import { useSeconds, useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { Masked, PartlyMasked } from "../../shared/parts/marks";
import type { Call } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { stamp, timer } from "../../shared/time";
import { link, route } from "../route";
import { calls } from "../state";
import { words } from "../words";
import { lasted } from "./curve";

export function CallList() {
  const t = words();
  const every = useSignal(calls);
  const live = every.filter((call) => call.ended_at === null);
  const ended = every.filter((call) => call.ended_at !== null);
  const groups = [["live", t.call.liveNow, live], ["before", t.call.before, ended]] as const;
  return (
    <section class="pane list" id="list" aria-label={t.views.calls}>
      <header class="bar">
        <h2>{t.views.calls}</h2>
        <span class="muted t12">{every.length}</span>
      </header>
      <div class="scroll" tabIndex={-1}>
        {every.length === 0 && (
          <div class="empty">
            <svg viewBox="0 0 64 48" aria-hidden="true">
              <path d="M22 8h-7a3 3 0 0 0-3 3 32 32 0 0 0 30 30 3 3 0 0 0 3-3v-7l-9-3-4 4a22 22 0 0 1-12-12l4-4z" />
              <path class="acc" d="M40 10a10 10 0 0 1 8 8" />
            </svg>
            <h3>{t.call.empty}</h3>
            <p>{t.call.emptyMore}</p>
          </div>
        )}
        {groups.map(
          ([key, title, held]) =>
            held.length > 0 && (
              <section key={key} aria-labelledby={`calls-${key}`}>
                <h3 class="group" id={`calls-${key}`}>
                  <span>{title}</span>
                  <span class="muted">{held.length}</span>
                </h3>
                <ul>
                  {held.map((call) => (
                    <li key={call.id}>
                      <CallRow call={call} />
                    </li>
                  ))}
                </ul>
              </section>
            ),
        )}
      </div>
    </section>
  );
}

function CallRow({ call }: { call: Call }) {
  const t = words().call;
  const { ticket } = useSignal(route);
  const live = call.ended_at === null;
  const seconds = useSeconds(live);
  const now = useNow();
  const started = Date.parse(call.started_at);
  const length = lasted(call, call.ended_at ? Date.parse(call.ended_at) : seconds);
  const alarm = call.alarm_at;
  return (
    <a
      class={`row call-row ${ticket === call.ticket_id ? "is-selected" : ""} ${live ? "is-unread" : ""}`}
      href={link("calls", call.ticket_id)}
      aria-current={ticket === call.ticket_id ? "true" : undefined}
    >
      <span class={`urg ${live ? "is-crit" : ""}`}>
        <Icon name="phone" />
      </span>
      <span class="row-who">
        <b class="clip">{call.caller ? <PartlyMasked text={call.caller} /> : <Masked size="m" />}</b>
      </span>
      <span class="due">{timer(length)}</span>
      <span class="row-sub clip">
        {t.source[call.source]} · {stamp(started, now)}
      </span>
      <span class="row-meta">
        {alarm !== null && <span class="t12 is-crit">{t.alarm(timer(alarm))}</span>}
        {call.answered_by && <span class="t12">{call.answered_by}</span>}
      </span>
    </a>
  );
}
