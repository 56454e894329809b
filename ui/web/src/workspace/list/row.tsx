/** One ticket in the list. */

import { langOf } from "../../shared/i18n";
import { DueRing } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { Avatar, ChannelIcon, Masked, PartlyMasked, Tone, Urgency } from "../../shared/parts/marks";
import type { Row } from "../../shared/shapes";
import { link, type View } from "../route";
import { subjectOf } from "../../shared/subject";
import { words } from "../words";

interface Props {
  row: Row;
  view: View;
  selected: boolean;
  me: string | undefined;
}

export function TicketRow({ row, view, selected, me }: Props) {
  const t = words().list;
  const called = subjectOf(row);
  const css = `row ${selected ? "is-selected" : ""} ${row.unread ? "is-unread" : ""}`;
  return (
    <a
      class={css}
      href={link(view, row.id)}
      id={`row-${row.id}`}
      data-testid="row"
      aria-current={selected ? "true" : undefined}
    >
      <Urgency score={row.urgency} level={row.level} />
      <span class="row-who" lang={langOf(row.requester)}>
        <b class="clip">{row.requester === null ? <Masked size="m" /> : <PartlyMasked text={row.requester} />}</b>
        {row.unread && <span class="vh">{t.unread}</span>}
        {row.escalated && <Icon name="flag" class="i-12 is-crit" label={t.escalated} />}
        {row.live_call && (
          <span class="live-chip">
            <Icon name="phone" class="i-12" label={t.onCall} />
          </span>
        )}
      </span>
      {row.next_due ? <DueRing dueAt={row.next_due} madeAt={row.next_made} /> : <span class="due" />}
      <span class="row-sub clip" lang={called.lang}>
        {called.subject ?? <Masked size="l" />}
      </span>
      <ChannelIcon channel={row.channel} class="ch" />
      <span class="row-meta">
        <Tone feeling={row.emotion} />
        <Avatar
          name={row.assignee?.name ?? null}
          me={row.assignee !== null && row.assignee.id === me}
          none={t.unassigned}
          label={row.assignee ? t.assignedTo(row.assignee.name) : undefined}
        />
      </span>
    </a>
  );
}
