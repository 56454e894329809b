/** One request: what was promised, what was said, and a reply. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { components } from "../../shared/api";
import { langOf } from "../../shared/i18n";
import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { complain } from "../../shared/parts/toast";
import type { Part } from "../../shared/shapes";
import { subjectOf } from "../../shared/subject";
import { api, take } from "../../shared/trust/api";
import { NoDevice, Refused, Unreachable } from "../../shared/trust/session";
import { inOrder, PromiseBox } from "../home/promise";
import { StateChip } from "../home/requests";
import { offline, whileSeen, type Ticket } from "../load";
import { to } from "../route";
import { saveProof, when } from "../say";
import { words } from "../words";
import { Composer } from "./composer";
import { PartView } from "./part";

type Message = Omit<components["schemas"]["PortalMessage"], "parts"> & { parts?: Part[] };

interface Talk {
  ticket: Ticket;
  messages: Message[];
}

/** The conversation, asked for again every few seconds; null where it is not theirs. */
function useTalk(id: string): { talk: Talk | null | undefined; until(said: string): Promise<void> } {
  const [talk, set] = useState<Talk | null>();
  const asked = useRef(id);
  asked.current = id;
  const again = async (): Promise<Talk | undefined> => {
    try {
      const answer = take(api.GET("/api/portal/tickets/{id}", { params: { path: { id } } }));
      const found = (await answer) as Talk;
      if (asked.current === id) set(found);
      offline.value = false;
      return found;
    } catch (error) {
      if (error instanceof Unreachable) offline.value = true;
      else if (error instanceof Refused && error.status === 404) set(null);
      else if (!(error instanceof NoDevice) && !(error instanceof Refused && error.problem.step_up)) complain(error);
    }
    return undefined;
  };
  // What was sent is stored already; the conversation has it once it is read.
  const until = async (said: string) => {
    for (let tries = 0; tries < 30 && asked.current === id; tries++) {
      if ((await again())?.messages.some((message) => message.id === said)) return;
      await new Promise((done) => setTimeout(done, 1_000));
    }
  };
  useEffect(() => {
    set(undefined);
    void again();
    return whileSeen(() => void again());
  }, [id]);
  return { talk, until };
}

export function Conversation({ id }: { id: string }) {
  const t = words();
  const { talk, until } = useTalk(id);
  if (talk === null) {
    return (
      <section class="vstack">
        <h1 tabIndex={-1}>{t.gone}</h1>
        <a class="tap" href={to.home}>
          {t.toHome}
        </a>
      </section>
    );
  }
  if (!talk) return <h1 class="vh" tabIndex={-1}>{t.loading}</h1>;
  const { ticket, messages } = talk;
  return (
    <>
      <div class="vstack">
        <h1 tabIndex={-1} lang={subjectOf(ticket).lang}>
          {subjectOf(ticket).subject || t.number(ticket.number)}
        </h1>
        <div class="hstack">
          <StateChip ticket={ticket} />
          <span class="t12 muted">{t.number(ticket.number)}</span>
          <a class="t12 tap push" href={to.call(ticket.id)}>
            <Icon name="phone" /> {t.callNow}
          </a>
        </div>
      </div>
      {ticket.promises.length > 0 && (
        <section class="vstack" aria-label={t.promises}>
          {inOrder(ticket.promises).map((promise) => (
            <PromiseBox key={promise.id} promise={promise} />
          ))}
          {ticket.promises.every((promise) => promise.seal !== "pending") && (
            <button class="linkish tap" onClick={() => saveProof(`/api/tickets/${ticket.id}/proof`, `ticket-${ticket.number}`)}>
              {t.proofAll}
            </button>
          )}
        </section>
      )}
      <section class="vstack" aria-labelledby="said">
        <h2 id="said">{t.conversation}</h2>
        <ol class="exchange">
          {messages.map((message) => (
            <MessageView key={message.id} message={message} />
          ))}
        </ol>
      </section>
      <section class="vstack" aria-labelledby="reply">
        <h2 id="reply">{t.reply}</h2>
        <Composer
          key={id}
          ticket={id}
          onSent={(said) => void until(said)}
        />
      </section>
    </>
  );
}

function MessageView({ message }: { message: Message }) {
  const t = words();
  const now = useNow();
  return (
    <li class={message.mine ? "from-me" : "from-desk"}>
      <p class="hstack">
        <b class="clip">{message.mine ? t.you : message.author}</b>
        <time class="t12 muted push" dateTime={message.at}>
          {when(Date.parse(message.at), now)}
        </time>
      </p>
      {message.text && (
        <p class="pre" lang={langOf(message.text)}>
          {message.text}
        </p>
      )}
      {!message.text && !message.parts?.length && <p class="soft">{t.noWords}</p>}
      {message.parts && message.parts.length > 0 && (
        <ul class="parts">
          {message.parts.map((part) => (
            <PartView key={part.id} part={part} />
          ))}
        </ul>
      )}
    </li>
  );
}
