/** Where a customer writes: words, pictures with a preview, a draft that is kept. */

import { useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { complain } from "../../shared/parts/toast";
import { size } from "../../shared/time";
import { words } from "../words";
import { choose, type Left } from "./choose";
import { draftOf, dropDraft, keepDraft } from "./draft";
import { Pictures } from "./pictures";
import { send } from "./send";

const LONGEST = 20_000;

export function Composer(props: { ticket: string | null; onSent(id: string): void }) {
  const t = words().composer;
  const about = props.ticket ?? "new";
  const [draft, setDraft] = useState(() => draftOf(about));
  const [pictures, setPictures] = useState<readonly File[]>([]);
  const [left, setLeft] = useState<readonly Left[]>([]);
  const [state, set] = useState<"typing" | "sending" | "sent" | "empty" | "failed">("typing");
  const change = (next: typeof draft) => {
    setDraft(next);
    keepDraft(about, next);
    if (state !== "sending") set("typing");
  };
  const add = (files: readonly File[]) => {
    const chosen = choose(pictures, files);
    setPictures(chosen.held);
    setLeft(chosen.left);
    if (state !== "sending") set("typing");
  };
  const submit = async () => {
    if (state === "sending") return;
    if (!draft.text.trim() && pictures.length === 0) {
      set("empty");
      return;
    }
    set("sending");
    try {
      const id = await send({ ticket: props.ticket, ...draft, pictures });
      dropDraft(about);
      setDraft({ subject: "", text: "" });
      setPictures([]);
      setLeft([]);
      set("sent");
      props.onSent(id);
    } catch (error) {
      set("failed");
      complain(error, t.notSent);
    }
  };
  const total = pictures.reduce((n, p) => n + p.size, new Blob([draft.text]).size);
  return (
    <form
      class="write"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      onPaste={(event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length) add(files);
      }}
    >
      {props.ticket === null && (
        <div class="field">
          <label for="subject">{t.subject}</label>
          <input
            class="input"
            id="subject"
            maxLength={200}
            value={draft.subject}
            placeholder={t.subjectMore}
            onInput={(event) => change({ ...draft, subject: event.currentTarget.value })}
          />
        </div>
      )}
      <div class="field">
        <label for="text">{props.ticket ? t.replyText : t.text}</label>
        <textarea
          class="input area"
          id="text"
          rows={props.ticket ? 3 : 6}
          maxLength={LONGEST}
          value={draft.text}
          aria-invalid={state === "empty"}
          aria-describedby={state === "empty" ? "text-err" : undefined}
          onInput={(event) => change({ ...draft, text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void submit();
          }}
        />
        {state === "empty" && (
          <span class="err" id="text-err" role="alert">
            <Icon name="harm" class="i-12" />
            {t.empty}
          </span>
        )}
        {draft.text.length > LONGEST - 500 && <span class="t12 muted">{t.length(LONGEST - draft.text.length)}</span>}
      </div>
      <Pictures
        pictures={pictures}
        onAdd={add}
        onRemove={(one) => {
          setPictures(pictures.filter((p) => p !== one));
          setLeft([]);
        }}
      />
      {left.map((one, i) => (
        <p key={i} class="t12 is-warn" role="alert">
          {one.why === "tooMany" ? t.tooMany : t[one.why](one.name)}
        </p>
      ))}
      {state === "failed" && <p class="t12 is-crit">{t.notSent}</p>}
      <div class="hstack">
        <span class="t12 muted" role="status">
          {state === "sent" ? t.sent : (draft.text || draft.subject) && state !== "sending" ? t.kept : ""}
        </span>
        <span class="push" />
        <button class="btn btn-primary btn-l" aria-disabled={state === "sending"}>
          <span aria-live="polite">{state === "sending" ? t.sending(size(total)) : t.send}</span>
        </button>
      </div>
    </form>
  );
}
