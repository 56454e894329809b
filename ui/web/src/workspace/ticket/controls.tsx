/** The bar over a ticket: its number, where it stands, and what can be done with it. */

import { Chip } from "../../shared/parts/basics";
import { Icon } from "../../shared/parts/icon";
import { Avatar } from "../../shared/parts/marks";
import type { Detail, Priority, State } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { shared } from "../../shared/words";
import { go, route } from "../route";
import { accounts, drawer, me } from "../state";
import { words } from "../words";
import { assign, escalate, saveProof, setPriority, setState } from "./acts";
import { Menu, Pick } from "./menu";

const STATES: readonly State[] = ["open", "waiting", "resolved", "closed"];
const PRIORITIES: readonly Priority[] = ["low", "normal", "high", "critical"];

export function TicketBar({ detail: { ticket, escalation, promises } }: { detail: Detail }) {
  const t = words();
  const s = shared();
  const { view } = useSignal(route);
  const number = t.number(ticket.number);
  return (
    <header class="bar">
      <button class="btn btn-quiet btn-icon btn-s phone-only" aria-label={t.ticket.back} onClick={() => go(view)}>
        <Icon name="right" class="flip" />
      </button>
      <span class="muted t12">{number}</span>
      <span class="queue-chip">
        <Chip>
          <span class="clip">{t.queues[ticket.queue] ?? ticket.queue}</span>
        </Chip>
      </span>
      <Menu class="chip chip-line chip-btn" label={s.state[ticket.state]} title={t.ticket.state}>
        {(close) => (
          <Pick
            options={STATES.map((state) => [state, s.state[state]] as const)}
            now={ticket.state}
            why
            apply={t.apply}
            onApply={setState}
            close={close}
          />
        )}
      </Menu>
      <Menu class="chip chip-line chip-btn opt" label={s.priority[ticket.priority]} title={t.ticket.priority}>
        {(close) => (
          <Pick
            options={PRIORITIES.map((priority) => [priority, s.priority[priority]] as const)}
            now={ticket.priority}
            why
            apply={t.apply}
            onApply={setPriority}
            close={close}
          />
        )}
      </Menu>
      <span class="push" />
      <Assignee detail={ticket} />
      {escalation?.agreed !== null && (
        <Menu
          class="btn btn-quiet btn-icon btn-s"
          label={<Icon name="flag" />}
          name={`${t.ticket.escalate} (E)`}
          title={t.ticket.escalate}
        >
          {(close) => (
            <Pick
              options={[["raise", t.ticket.escalate]]}
              now="raise"
              why
              lead={t.ticket.escalateMore}
              apply={t.ticket.escalate}
              onApply={(_, why) => escalate("raise", why)}
              close={close}
            />
          )}
        </Menu>
      )}
      {promises.length > 0 && (
        <button
          class="btn btn-quiet btn-icon btn-s opt"
          data-testid="proof-of-ticket"
          disabled={promises.some((promise) => promise.seal === "pending")}
          aria-label={t.ticket.proofAll}
          title={t.ticket.proofAll}
          onClick={() => saveProof("tickets", ticket.id, number)}
        >
          <Icon name="save" />
        </button>
      )}
      <button class="btn btn-s drawer" onClick={() => (drawer.value = !drawer.value)}>
        {t.details} <kbd class="kbd">D</kbd>
      </button>
      {ticket.state !== "closed" && (
        <Menu
          class="btn btn-s"
          id="close-ticket"
          label={
            <>
              {t.ticket.close} <kbd class="kbd">X</kbd>
            </>
          }
          title={t.ticket.closeTicket}
        >
          {(close) => (
            <Pick
              options={[["closed", s.state.closed]]}
              now="closed"
              why
              apply={t.ticket.close}
              onApply={(_, why) => setState("closed", why)}
              close={close}
            />
          )}
        </Menu>
      )}
    </header>
  );
}

function Assignee({ detail: ticket }: { detail: Detail["ticket"] }) {
  const t = words();
  const everyone = useSignal(accounts);
  const self = useSignal(me);
  const who = ticket.assignee;
  const able = everyone.filter((a) => a.role === "agent" || a.role === "admin");
  const others = able.filter((a) => a.id !== self?.account_id);
  const options: (readonly [string, string])[] = [
    ...(self ? [[self.account_id, `${t.ticket.toMe} (${self.name})`] as const] : []),
    ...others.map((a) => [a.id, a.name] as const),
    ["", t.ticket.nobody],
  ];
  return (
    <Menu
      class="btn btn-quiet btn-s"
      label={
        <>
          <span class="vh">
            {t.ticket.assignee}
            {shared().colon}
          </span>
          <Avatar name={who?.name ?? null} me={who?.id === self?.account_id} none={t.list.unassigned} />
          <span class="clip assignee">{who ? who.name : t.list.unassigned}</span>
        </>
      }
      title={t.ticket.assign}
    >
      {(close) => (
        <Pick
          options={options}
          now={who?.id ?? self?.account_id ?? ""}
          apply={t.ticket.assign}
          onApply={(id) => assign(id || null)}
          close={close}
        />
      )}
    </Menu>
  );
}
