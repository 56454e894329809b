/** The conversation, with the promises that were kept or broken at their time in it. */

import { Icon } from "../../shared/parts/icon";
import { useNow } from "../../shared/parts/due";
import type { Detail, Message, Promised, Row } from "../../shared/shapes";
import { dayAndClock, stamp } from "../../shared/time";
import { link, route } from "../route";
import { words } from "../words";
import { MessageItem } from "./message";
import { subjectOf } from "../../shared/subject";

type Entry = { at: number } & (
  | { kind: "message"; message: Message }
  | { kind: "settled"; promise: Promised }
);

/** Everything that happened, in its order. */
function entries(detail: Detail): Entry[] {
  const said = detail.messages.map(
    (message): Entry => ({ kind: "message", at: Date.parse(message.at), message }),
  );
  const settled = detail.promises
    .filter((p) => p.settled_at && (p.state === "broken" || (p.state === "kept" && promiseIsSaid(p))))
    .map((promise): Entry => ({ kind: "settled", at: Date.parse(promise.settled_at ?? ""), promise }));
  return [...said, ...settled].sort((a, b) => a.at - b.at);
}

export function Talk({ detail }: { detail: Detail }) {
  const t = words();
  return (
    <div class="scroll to-end" tabIndex={0} role="region" aria-label={t.conversation} id="conversation">
      <div class="talk">
        {(detail.related ?? []).length > 0 && <Related rows={detail.related ?? []} />}
        {entries(detail).map((entry) =>
          entry.kind === "settled" ? (
            <Settled key={entry.promise.id} promise={entry.promise} />
          ) : entry.message.kind === "receipt" ? (
            <Receipt key={entry.message.id} message={entry.message} />
          ) : (
            <MessageItem key={entry.message.id} message={entry.message} subject={detail.ticket.subject} />
          ),
        )}
      </div>
    </div>
  );
}

/** Whether an agent said it in a reply. */
function promiseIsSaid(promise: Promised): boolean {
  return promise.kind !== "first-reply" && promise.kind !== "resolution";
}

/** What a promise says, in words: the agent's own, or the kind's. */
export function promiseName(promise: Promised): string {
  if (promiseIsSaid(promise) && promise.words) return `“${promise.words}”`;
  return words().list.due[promise.kind] ?? promise.kind;
}

function Settled({ promise }: { promise: Promised }) {
  const t = words().ticket;
  const now = useNow();
  const by = dayAndClock(Date.parse(promise.due_at), now);
  const broken = promise.state === "broken";
  return (
    <p class={`sys ${broken ? "is-crit" : ""}`}>
      <Icon name={broken ? "x" : "check"} class="i-12" />
      <span>{(broken ? t.brokenLine : t.keptLine)(promiseName(promise), by)}</span>
    </p>
  );
}

function Receipt({ message }: { message: Message }) {
  const t = words().ticket;
  const now = useNow();
  const line = `${stamp(Date.parse(message.at), now)} ${t.receipt}`;
  if (!message.text) {
    return (
      <p class="sys">
        <Icon name="seal" class="i-12" />
        {line}
      </p>
    );
  }
  return (
    <details class="receipt">
      <summary class="sys">
        <Icon name="seal" class="i-12" />
        {line}
      </summary>
      <p class="quoted-text">{message.text}</p>
    </details>
  );
}

function Related({ rows }: { rows: readonly Row[] }) {
  const t = words();
  return (
    <details class="receipt">
      <summary class="sys">
        <Icon name="down" class="i-12" />
        {t.ticket.earlier(rows.length)}
      </summary>
      <ul class="related">
        {rows.map((row) => (
          <li key={row.id}>
            <a href={link(route.value.view, row.id)}>{t.number(row.number)}</a> <span class="clip">{subjectOf(row).subject}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
