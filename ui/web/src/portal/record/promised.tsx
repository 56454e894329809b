/** What the desk promised: every promise on every request, with its receipt and its proof. */

import { subjectOf } from "../../shared/subject";
import { SealWords } from "../evidence";
import { inOrder, PromiseBox } from "../home/promise";
import type { Ticket } from "../load";
import { to } from "../route";
import { words } from "../words";

export function Promised({ tickets }: { tickets: readonly Ticket[] }) {
  const t = words();
  const withAny = tickets.filter((ticket) => ticket.promises.length > 0);
  return (
    <>
      <div class="vstack">
        <h1 tabIndex={-1}>{t.promised.title}</h1>
        <p class="lead">{t.promised.lead}</p>
        <SealWords />
      </div>
      {withAny.length === 0 && <p class="soft">{t.promised.none}</p>}
      {withAny.map((ticket) => (
        <section key={ticket.id} class="card" aria-labelledby={`p-${ticket.id}`}>
          <div class="req">
            <h2 id={`p-${ticket.id}`}>
              <a class="req-link" href={to.ticket(ticket.id)} lang={subjectOf(ticket).lang}>
                {subjectOf(ticket).subject || t.number(ticket.number)}
              </a>
            </h2>
            <p class="t12 muted">{t.number(ticket.number)}</p>
            {inOrder(ticket.promises).map((promise) => (
              <PromiseBox key={promise.id} promise={promise} full />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}
