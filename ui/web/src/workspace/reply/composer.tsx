/** Where an agent answers or notes. Nothing that was typed is ever lost. */

import { useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { Key } from "../../shared/parts/keyboard";
import { Avatar } from "../../shared/parts/marks";
import { complain, toast } from "../../shared/parts/toast";
import type { Detail, State } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { api, take } from "../../shared/trust/api";
import { line } from "../../shared/trust/live";
import { Refused } from "../../shared/trust/session";
import { me } from "../state";
import { opened, refreshTicket, show } from "../ticket/load";
import { words } from "../words";
import { dropDraft, keepDraft, loadDraft, type Draft, type Mode } from "./draft";
import { newer } from "./faster";
import { Field } from "./field";
import { Found } from "./found";
import { insertAt, OpeningCard } from "./opening";
import { promiseKey, usePromises } from "./promises";

const idsOf = (detail: Detail) => new Set(detail.messages.map((message) => message.id));

export function Composer({ detail }: { detail: Detail }) {
  const t = words().compose;
  const self = useSignal(me);
  const offline = useSignal(line).kind === "lost";
  const { ticket } = detail;
  const [mode, setMode] = useState<Mode>("reply");
  const [drafts, setDrafts] = useState(() => ({
    reply: loadDraft(ticket.id, "reply"),
    note: loadDraft(ticket.id, "note"),
  }));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [then, setThen] = useState<"" | State>("");
  const [sending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  // What was on the screen when the writing began; what comes later may change the answer.
  const seen = useRef({ ids: idsOf(detail), version: ticket.version });
  const [, redraw] = useState(0);

  const { text, key } = drafts[mode];
  const { found, settled } = usePromises(text, mode === "reply");
  const sealed = found.filter((promise) => !left.has(promiseKey(promise)));
  const writing = drafts.reply.text.trim() !== "";
  const fresh = newer(seen.current.ids, detail, self?.name);
  if (!fresh || !writing) seen.current = { ids: idsOf(detail), version: ticket.version };
  const conflict = writing && mode === "reply" ? fresh : null;

  const put = (which: Mode, draft: Draft) => {
    keepDraft(ticket.id, which, draft);
    setDrafts((old) => ({ ...old, [which]: draft }));
  };
  const accept = () => {
    seen.current = { ids: idsOf(detail), version: ticket.version };
    redraw((n) => n + 1);
  };

  // Somebody changed the ticket: what they said is fetched, and shown beside the draft.
  const wasFaster = async (): Promise<boolean> => {
    await refreshTicket();
    const { data } = opened.value;
    return data?.ticket.id === ticket.id && newer(seen.current.ids, data, self?.name) !== null;
  };
  const deliver = (): Promise<Detail> => {
    const params = { path: { id: ticket.id } };
    if (mode === "note") {
      return take(api.POST("/api/tickets/{id}/notes", { params, body: { body: text, key } }));
    }
    const state = then || null;
    const { version } = seen.current;
    const body = { body: text, promises: sealed, seen: version, state, key };
    return take(api.POST("/api/tickets/{id}/replies", { params, body }));
  };
  const send = async () => {
    if (!text.trim() || sending || conflict) return;
    setSending(true);
    try {
      const answer = await deliver();
      dropDraft(ticket.id, mode);
      setDrafts((old) => ({ ...old, [mode]: { text: "", key: crypto.randomUUID() } }));
      setThen("");
      setLeft(new Set());
      show(answer);
      if (mode === "note") toast({ kind: "plain", title: t.noted });
      else if (sealed.length === 0) toast({ kind: "ok", title: t.sent });
      else toast({ kind: "ok", title: t.sentSealed, more: t.sentMore(sealed.length) });
    } catch (error) {
      if (!(error instanceof Refused && error.status === 409 && (await wasFaster()))) {
        complain(error, t.kept2);
      }
    } finally {
      setSending(false);
    }
  };

  const name = detail.customer.name ?? words().unknown;
  // What was hidden stays hidden until the customer says more.
  const last = detail.messages.findLast((message) => message.kind === "contact")?.id;
  const tabs: [Mode, string][] = [["reply", t.reply], ["note", t.note]];
  return (
    <section class={`composer ${mode === "note" ? "is-note" : ""}`} aria-label={t.answer}>
      {conflict && (
        <div class="faster" role="alert">
          <Avatar name={conflict.author ?? name} />
          <span>
            <b>{(conflict.kind === "reply" ? t.faster : t.wrote)(conflict.author ?? name)}</b>{" "}
            <span class="soft">{t.fasterMore}</span>
          </span>
          <span class="hstack wrap">
            <button class="btn btn-s" onClick={() => document.getElementById(`message-${conflict.id}`)?.scrollIntoView({ block: "center" })}>
              {t.see}
            </button>
            <button class="btn btn-quiet btn-s" onClick={accept}>
              {t.anyway}
            </button>
            <button
              class="btn btn-quiet btn-s"
              onClick={() => {
                put("note", { ...drafts.note, text: [drafts.note.text, drafts.reply.text].filter(Boolean).join("\n\n") });
                put("reply", { text: "", key: crypto.randomUUID() });
                setMode("note");
              }}
            >
              {t.makeNote}
            </button>
          </span>
        </div>
      )}
      {mode === "reply" && (
        <OpeningCard
          key={last}
          suggestions={(detail.suggestions ?? []).filter((one) => one.place === "reply")}
          onInsert={(text) => field.current && insertAt(field.current, text)}
        />
      )}
      <div class="draft">
        <Field
          id="reply"
          field={field}
          label={mode === "reply" ? t.replyTo(name) : t.noteLabel}
          placeholder={mode === "reply" ? t.write : t.writeNote}
          text={text}
          promises={sealed}
          disabled={sending}
          onText={(next) => put(mode, { key, text: next })}
          onSend={() => void send()}
        />
        <Found
          found={found}
          left={left}
          onToggle={(which) => {
            const next = new Set(left);
            if (!next.delete(which)) next.add(which);
            setLeft(next);
          }}
        />
      </div>
      <div class="tools">
        <div class="seg" role="group" aria-label={t.answer}>
          {tabs.map(([which, label]) => (
            <button key={which} id={`compose-${which}`} aria-pressed={mode === which} onClick={() => setMode(which)}>
              {label}
            </button>
          ))}
        </div>
        {mode === "reply" && (
            <span class="filter filter-select">
              <select aria-label={t.then} data-testid="then" value={then} onChange={(e) => setThen(e.currentTarget.value as "" | State)}>
                <option value="">{t.after.keep}</option>
                <option value="waiting">{t.after.waiting}</option>
                <option value="resolved">{t.after.resolved}</option>
              </select>
            </span>
        )}
        <span class="push t12 muted draft-kept" role="status">
          {offline ? t.offline : !settled && mode === "reply" && text.trim() ? t.looking : text.trim() ? t.kept : ""}
        </span>
        <button
          class="btn btn-primary"
          data-testid="send"
          disabled={!text.trim() || sending || conflict !== null}
          onClick={() => void send()}
        >
          {mode === "note" ? <Icon name="note" /> : sealed.length > 0 && <Icon name="seal" />}
          {sending ? t.sending : mode === "note" ? t.keepNote : sealed.length > 0 ? t.sendSeal : t.send}{" "}
          <Key name="⌘↵" />
        </button>
      </div>
    </section>
  );
}

/** Puts the cursor into the answer or the note. */
export function compose(mode: Mode): void {
  document.getElementById(`compose-${mode}`)?.click();
  requestAnimationFrame(() => document.getElementById("reply")?.focus());
}
