/** A form that asks for a one-time link by mail; public, so it is sent without a proof. */

import { useState } from "preact/hooks";
import { lang } from "../shared/i18n";
import { Icon } from "../shared/parts/icon";
import { words } from "./words";

type State = "typing" | "sending" | "sent" | "bad" | "unreached" | "many";

async function ask(mail: string): Promise<State> {
  try {
    const answer = await fetch("/api/portal/link", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ mail, language: lang.value }),
    });
    if (answer.ok) return "sent";
    if (answer.status === 429) return "many";
    return answer.status < 500 ? "bad" : "unreached";
  } catch {
    return "unreached";
  }
}

export function AskForLink(props: { lead?: string }) {
  const t = words().link;
  const [mail, setMail] = useState("");
  const [state, set] = useState<State>("typing");
  if (state === "sent") {
    return (
      <div class="vstack" role="status">
        <p class="kept">
          <Icon name="mail" />
          <span>
            <b>{t.sent}</b> {t.sentMore(mail)}
          </span>
        </p>
        <button class="btn btn-quiet self-start" onClick={() => set("typing")}>
          {t.again}
        </button>
      </div>
    );
  }
  const wrong = state === "bad" || state === "unreached" || state === "many";
  return (
    <form
      class="vstack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (state === "sending") return;
        if (!/^\S+@\S+$/.test(mail.trim())) {
          set("bad");
          return;
        }
        set("sending");
        void ask(mail.trim()).then(set);
      }}
    >
      <p class="lead">{props.lead ?? t.lead}</p>
      <div class="field">
        <label for="mail">{t.mail}</label>
        <input
          class="input"
          id="mail"
          type="email"
          inputMode="email"
          autoComplete="email"
          maxLength={254}
          value={mail}
          aria-invalid={state === "bad"}
          aria-describedby={wrong ? "mail-err" : undefined}
          onInput={(event) => {
            set("typing");
            setMail(event.currentTarget.value);
          }}
        />
        {wrong && (
          <span class="err" id="mail-err" role="alert">
            <Icon name="harm" class="i-12" />
            {t[state]}
          </span>
        )}
      </div>
      <button class="btn btn-primary btn-l" aria-disabled={state === "sending"}>
        <Icon name="mail" class="i-20" />
        {state === "sending" ? t.sending : t.send}
      </button>
    </form>
  );
}
