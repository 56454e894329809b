/** The pane of one ticket. */

import { SkeletonRows, useLate } from "../../shared/parts/basics";
import { Icon } from "../../shared/parts/icon";
import { Avatar, Masked, PartlyMasked } from "../../shared/parts/marks";
import { langOf } from "../../shared/i18n";
import { askStepUp } from "../../shared/parts/step-up";
import type { Detail } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { CallPanel } from "../call/panel";
import { load } from "../list/load";
import { Composer } from "../reply/composer";
import { me, refreshMe } from "../state";
import { words } from "../words";
import { TicketBar } from "./controls";
import { opened, refreshTicket } from "./load";
import { Raised } from "./raised";
import { Sender } from "./sender";
import { subjectOf } from "../../shared/subject";
import { Talk } from "./talk";

export function TicketPane() {
  const t = words();
  const { id, data, state } = useSignal(opened);
  const late = useLate(state === "loading");
  if (!data) {
    return (
      <article class="pane ticket" id="ticket" aria-label={t.tickets} aria-busy={state === "loading"}>
        {late && <SkeletonRows rows={6} label={t.parts.loading} />}
        {!id && (
          <div class="empty">
            <svg viewBox="0 0 64 48" aria-hidden="true">
              <path d="M14 8h36v32H14zM21 17h22M21 24h22" />
              <path class="acc" d="M21 31h12" />
            </svg>
            <h3>{t.ticket.choose}</h3>
            <p>{t.ticket.chooseMore}</p>
          </div>
        )}
        {(state === "gone" || state === "failed") && (
          <div class="empty">
            <h3>{t.ticket.gone}</h3>
            {state === "failed" && (
              <button class="btn" onClick={() => void refreshTicket()}>
                {t.retry}
              </button>
            )}
          </div>
        )}
      </article>
    );
  }
  return (
    <article class="pane ticket" id="ticket" aria-label={t.number(data.ticket.number)}>
      <TicketBar detail={data} />
      <Head detail={data} />
      <MaskedBanner />
      <Raised detail={data} />
      <CallPanel detail={data} />
      <Talk detail={data} />
      <Composer key={data.ticket.id} detail={data} />
    </article>
  );
}

function Head({ detail: { ticket, customer, messages } }: { detail: Detail }) {
  const last = messages.findLast((m) => m.kind === "contact");
  const called = subjectOf(ticket);
  return (
    <div class="ticket-head">
      <h2 lang={called.lang}>{called.subject ?? <Masked size="l" />}</h2>
      <div class="from">
        <Avatar name={customer.name ?? "?"} />
        <b lang={langOf(customer.name)}>{customer.name ?? <Masked size="m" />}</b>
        <span class="muted clip">
          <PartlyMasked text={customer.mail ?? customer.phone ?? ""} />
        </span>
        {last && <Sender message={last} />}
      </div>
    </div>
  );
}

/** Proves that it is really this person, and shows what was hidden. */
export async function unmask(): Promise<void> {
  if (!(await askStepUp())) return;
  await Promise.all([refreshMe(), refreshTicket(), load()]);
}

function MaskedBanner() {
  const t = words().ticket;
  if (!useSignal(me)?.masked) return null;
  return (
    <div class="banner" role="status">
      <Icon name="eye-off" />
      <span>
        <b>{t.masked}</b> {t.maskedMore}
      </span>
      <span class="push" />
      <button class="btn btn-s" onClick={() => void unmask()}>
        <Icon name="key" />
        {t.confirm}
      </button>
    </div>
  );
}
