/** One thing said on a ticket: by the customer, a colleague or the desk itself. */

import { langOf } from "../../shared/i18n";
import { Chip } from "../../shared/parts/basics";
import { useNow } from "../../shared/parts/due";
import { Evidence } from "../../shared/parts/evidence";
import { Icon } from "../../shared/parts/icon";
import { ChannelIcon, Masked, PartlyMasked, Tone, toneColour } from "../../shared/parts/marks";
import type { Feeling, Message, Signal } from "../../shared/shapes";
import { firstLine, type Spanned } from "../../shared/spans";
import { dayAndClock, percent, spanInWords, stamp } from "../../shared/time";
import { shared } from "../../shared/words";
import { words } from "../words";
import { CallSummary } from "../call/summary";
import { feelingsOf, heardIn, isWordless } from "../details/reading";
import { opened } from "./load";
import { Menu } from "./menu";
import { PartCard } from "./parts";

const DELIVERY = { queued: undefined, sent: undefined, failed: "crit", written: undefined } as const;

export function MessageItem({ message, subject }: { message: Message; subject: string | null }) {
  const t = words();
  const now = useNow();
  const at = Date.parse(message.at);
  const head = (
    <header class="msg-head">
      {message.kind === "contact" ? (
        <ChannelIcon channel={message.channel ?? "form"} />
      ) : (
        <Icon name={message.kind === "note" ? "note" : "undo"} />
      )}
      <b lang={langOf(message.author)}>{message.author === null ? <Masked size="m" /> : <PartlyMasked text={message.author} />}</b>
      {message.kind === "note" && t.ticket.note}
      {message.kind === "reply" && t.ticket.reply}
      <time dateTime={message.at}>{stamp(at, now)}</time>
      {message.delivery && (
        <Chip kind={DELIVERY[message.delivery]}>{t.ticket.delivery[message.delivery]}</Chip>
      )}
      {message.signal && message.kind === "contact" && (!isWordless(message.signal) || felt(message.id)) && <ToneTip signal={message.signal} said={felt(message.id)} />}
    </header>
  );
  return (
    <article class={`msg ${message.kind === "note" ? "note" : ""} ${message.kind === "reply" ? "msg-ours" : ""}`} id={`message-${message.id}`}>
      {head}
      {message.automatic && <p class="t12 muted">{t.ticket.automatic}</p>}
      {message.call_id && <CallSummary id={message.call_id} />}
      <Body message={message} subject={subject} now={now} />
      {message.quoted && (
        <details class="quoted">
          <summary class="t12 muted">{t.ticket.quoted}</summary>
          <p class="quoted-text" lang={langOf(message.quoted)}>
            {message.quoted}
          </p>
        </details>
      )}
      {(message.parts ?? []).map((part) => (
        <PartCard key={part.id} part={part} />
      ))}
    </article>
  );
}

function Body({ message, subject, now }: { message: Message; subject: string | null; now: number }) {
  const t = words().ticket;
  if (message.text === null) {
    return (
      <p class="words-hidden t12 muted">
        <Masked size="l" /> <Masked size="l" /> {t.wordsHidden}
      </p>
    );
  }
  if (!message.text.trim()) {
    const silent = message.call_id ?? message.parts?.length;
    return silent ? null : <p class="t12 muted">{t.nothingSaid}</p>;
  }
  const { signal } = message;
  const explain = (span: Spanned) => (signal ? deadlineOf(signal, span, now) : null);
  const [line, rest] = firstLine(message.text, signal?.urgency.evidence ?? []);
  // A mail's subject is read with its words; it stands over the ticket already.
  const repeats = subject !== null && line.text.trim() === subject.trim() && rest.text.trim() !== "";
  const body = repeats ? rest : { text: message.text, spans: signal?.urgency.evidence ?? [] };
  return (
    <div class="msg-body" lang={langOf(message.text)}>
      {repeats && line.spans.length > 0 && (
        <p class="said-subject">
          <Evidence {...line} explain={explain} />
        </p>
      )}
      <p class="said">
        <Evidence text={body.text.trimEnd()} spans={body.spans} explain={explain} />
      </p>
    </div>
  );
}

/** What time was understood, for the span that is the deadline. */
function deadlineOf(signal: Signal, span: Spanned, now: number): string | null {
  const t = words().ticket;
  const { deadline } = signal;
  if (span.kind !== "deadline" || !deadline) return null;
  if (deadline.start >= span.end || span.start >= deadline.end) return null;
  const at = Date.parse(deadline.due_at);
  const when = dayAndClock(at, now);
  return at > now ? t.dueUnderstood(when, spanInWords(at - now)) : t.duePast(when);
}

/** What a colleague found to be the tone of a message. */
const felt = (id: string): Feeling | undefined =>
  (opened.value.data?.corrections ?? []).find((c) => c.contact_id === id && c.aspect === "emotion")
    ?.meant as Feeling | undefined;

/** The tone, with how sure it is and the words it was heard in; a correction goes first. */
function ToneTip({ signal: { emotion }, said }: { signal: Signal; said: Feeling | undefined }) {
  const t = words().ticket;
  const s = shared();
  const likely = Object.entries(emotion.probabilities)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3);
  const read = feelingsOf(emotion).map((label) => s.tone[label]).join(" · ");
  const names = said ? `${s.tone[said]} · ${words().correct.corrected}` : read;
  const heard = heardIn(emotion).slice(0, 4);
  return (
    <span class="push">
      <Menu
        class={`tone-btn ${toneColour(said ?? emotion.label)}`}
        label={
          <>
            <Tone feeling={said ?? emotion.label} />
            <span>{names}</span>
          </>
        }
        title={names}
      >
        {() => (
          <>
            <p class="t12 muted">{t.toneTip}</p>
            {said && <p class="t12">{words().correct.read(read)}</p>}
            <ul class="t12 odds">
              {likely.map(([name, p]) => (
                <li key={name}>
                  <span>{s.tone[name as keyof typeof s.tone] ?? name}</span>
                  <span class="num">{percent(p)}</span>
                </li>
              ))}
            </ul>
            {heard.length > 0 && (
              <p class="t12" lang={langOf(heard[0]?.text)}>
                {heard.map((e) => `“${e.text.trim()}”`).join(" ")}
              </p>
            )}
          </>
        )}
      </Menu>
    </span>
  );
}
