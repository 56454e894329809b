/** A call that is over, and the request that it became. */

import { useSignal } from "../../shared/signal";
import { subjectOf } from "../../shared/subject";
import { timer } from "../../shared/time";
import { home } from "../load";
import { go, to } from "../route";
import { words } from "../words";
import { clear, type CallState } from "./call";

export function Over({ state }: { state: Extract<CallState, { kind: "over" }> }) {
  const t = words().call;
  const ticket = useSignal(home)?.tickets.find((one) => one.id === state.ticket);
  const time = timer(state.seconds);
  return (
    <section class="live-call" aria-labelledby="over">
      <h1 id="over" tabIndex={-1}>
        {state.cut ? t.cut(time) : t.ended(time)}
      </h1>
      <p class="soft">{state.cut ? t.cutMore : t.endedMore}</p>
      {ticket && <p><b>{subjectOf(ticket).subject || words().number(ticket.number)}</b></p>}
      <div class="stack-l">
        <a class="btn btn-primary btn-l" href={to.ticket(state.ticket)} onClick={clear}>
          {t.toTicket}
        </a>
        {state.cut && (
          <button
            class="btn btn-l"
            onClick={() => {
              clear();
              go(to.call(state.ticket));
            }}
          >
            {t.again}
          </button>
        )}
      </div>
    </section>
  );
}
