/** The customer's own requests with what was promised on each. */

import { subjectOf } from "../../shared/subject";
import { useSignal } from "../../shared/signal";
import type { Ticket } from "../load";
import { to } from "../route";
import { awaited } from "../talk/send";
import { words } from "../words";
import { inOrder, PromiseBox } from "./promise";

// The one that matters now; all of them stand on the request’s own page.
const SHOWN = 1;

export function Requests({ tickets }: { tickets: readonly Ticket[] }) {
  const t = words();
  const soon = useSignal(awaited);
  const open = tickets.filter((one) => one.state === "open" || one.state === "waiting").length;
  return (
    <section class="vstack" aria-labelledby="requests">
      <div class="hstack">
        <h2 id="requests">{t.requests}</h2>
        <span class="t12 muted">{tickets.length > 0 && t.working(open)}</span>
      </div>
      {soon && (
        <p class="kept" role="status">
          {t.soon}
        </p>
      )}
      {tickets.length === 0 && !soon && (
        <div class="card nothing">
          <b>{t.none}</b>
          <p class="soft">{t.noneMore}</p>
        </div>
      )}
      {tickets.length > 0 && (
        <div class="card">
          {tickets.map((ticket) => (
            <Request key={ticket.id} ticket={ticket} />
          ))}
        </div>
      )}
      {tickets.some((ticket) => ticket.promises.length > 0) && (
        <a class="tap self-start" href={to.promised}>
          {t.promised.link}
        </a>
      )}
    </section>
  );
}

export function StateChip({ ticket }: { ticket: Ticket }) {
  const done = ticket.state === "resolved" || ticket.state === "closed";
  return (
    <span class={`chip ${done ? "chip-line" : ticket.state === "waiting" ? "chip-warn" : ""}`}>
      {words().state[ticket.state]}
    </span>
  );
}

function Request({ ticket }: { ticket: Ticket }) {
  const t = words();
  const promises = inOrder(ticket.promises);
  const more = promises.length - SHOWN;
  return (
    <article class="req" aria-labelledby={`r-${ticket.id}`}>
      <div class="hstack">
        <h3 class="clip" id={`r-${ticket.id}`}>
          <a class="req-link" href={to.ticket(ticket.id)} lang={subjectOf(ticket).lang}>
            {subjectOf(ticket).subject || t.number(ticket.number)}
          </a>
        </h3>
        <span class="push" />
        <StateChip ticket={ticket} />
      </div>
      {promises.slice(0, SHOWN).map((promise) => (
        <PromiseBox key={promise.id} promise={promise} />
      ))}
      {more > 0 && (
        <a class="t12 tap" href={to.ticket(ticket.id)}>
          {t.promise.earlier(more)}
        </a>
      )}
    </article>
  );
}
