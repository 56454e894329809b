/** Before a call: what may be done with it, and why the browser asks for the microphone. */

import { useEffect } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import type { Purpose } from "../../shared/shapes";
import { subjectOf } from "../../shared/subject";
import { ConsentRow } from "../home/consents";
import { holds, home } from "../load";
import { to } from "../route";
import { words } from "../words";
import { begin, call, clear } from "./call";
import { Live } from "./live";
import { Over } from "./over";

const ASKED: readonly Purpose[] = ["record-calls", "listen-for-strain"];

export function CallPage({ ticket }: { ticket: string | null }) {
  const state = useSignal(call);
  useEffect(() => clear, []);
  if (state.kind === "on") return <Live state={state} />;
  if (state.kind === "over") return <Over state={state} />;
  return <Before ticket={ticket} />;
}

function Before({ ticket }: { ticket: string | null }) {
  const t = words().call;
  const known = useSignal(home);
  const state = useSignal(call);
  const consents = ASKED.map((purpose) => known?.consents.find((c) => c.purpose === purpose));
  const about = known?.tickets.find((one) => one.id === ticket);
  const busy = state.kind === "opening" || state.kind === "connecting";
  return (
    <>
      <div class="vstack">
        <h1 tabIndex={-1}>{t.title}</h1>
        <p class="soft">{about ? t.about(subjectOf(about).subject ?? "") : t.lead}</p>
      </div>
      {state.kind === "failed" && <Failed state={state} />}
      <section class="vstack" aria-labelledby="before">
        <h2 id="before">{t.before}</h2>
        <ul class="card cons">{consents.map((consent) => consent && <ConsentRow key={consent.purpose} consent={consent} />)}</ul>
        <p class="kept plain">
          <Icon name="mic" />
          <span>
            <b>{t.microphone}</b>
            <br />
            <span class="t12 soft">{t.microphoneMore}</span>
          </span>
        </p>
      </section>
      <div class="stack-l">
        <button
          class="btn btn-primary btn-l"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) void begin(ticket, { record: holds(consents[0]), listen: holds(consents[1]) });
          }}
        >
          <Icon name="phone" class="i-20" />
          <span aria-live="polite">{state.kind === "opening" ? t.opening : state.kind === "connecting" ? t.connecting : t.begin}</span>
        </button>
        <a class="btn btn-l" href={ticket ? to.ticket(ticket) : to.home}>
          {t.cancel}
        </a>
      </div>
    </>
  );
}

function Failed({ state }: { state: { why: "microphone" | "none-here" | "refused"; detail: string } }) {
  const t = words();
  const [title, more] = {
    microphone: [t.call.noMicrophone, t.call.noMicrophoneMore],
    "none-here": [t.call.noMicrophone, t.call.noneHere],
    refused: [t.call.refused, t.call.refusedMore],
  }[state.why] as [string, string];
  return (
    <div class="trouble" role="alert">
      <Icon name="harm" />
      <div>
        <b>{title}</b>
        <p class="soft">{more}</p>
        <a class="tap" href={to.write}>
          {t.write}
        </a>
      </div>
    </div>
  );
}
