/** Look up what one was given: a receipt, a reference, a ticket's number. */

import { useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { signal, useSignal } from "../../shared/signal";
import { count } from "../../shared/time";
import { shared } from "../../shared/words";
import { claimOf } from "../files";
import { looksLikeReceipt, type Receipt } from "../proof/receipt";
import { words } from "../words";
import { utc } from "./log";
import { search, searchByNumber, type Found, type Sought } from "./state";

const REF = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is in the fields: other parts of the page put a receipt here. */
export const asked = signal({ what: "", ticket: "" });

export function askAbout(receipt: Receipt): void {
  asked.value = { what: receipt.ref, ticket: "" };
  location.hash = "#lookup";
}

/** The reference in what was typed: itself, or that of a receipt. Null for anything else. */
export function refIn(text: string): string | null {
  const trimmed = text.trim();
  if (REF.test(trimmed)) return trimmed.toLowerCase();
  if (!looksLikeReceipt(`${trimmed}\n`)) return null;
  return claimOf(`${trimmed}\n`, []).receipt?.ref ?? null;
}

export function LookUp() {
  const t = words().log.search;
  const now = useSignal(asked);
  const [state, set] = useState<Sought | "typing" | "asking" | "not-ref">("typing");
  const type = (more: Partial<typeof now>) => {
    asked.value = { ...now, ...more };
    set("typing");
  };
  const send = async () => {
    const number = /^[1-9][0-9]{0,14}$/.test(now.ticket.trim()) ? Number(now.ticket.trim()) : null;
    const ref = refIn(now.what);
    if (!ref && (now.what.trim() || number === null)) {
      set("not-ref");
      return;
    }
    set("asking");
    set(ref ? await search(ref, number) : await searchByNumber(number!));
  };
  const wrong = typeof state === "string" && state !== "typing" && state !== "asking" ? state : null;
  const said = wrong === "not-ref" ? t.notRef : wrong ? t[wrong] : "";
  return (
    <section class="card below" aria-labelledby="lookup-h">
      <header>
        <h2 id="lookup-h">{t.title}</h2>
      </header>
      <div class="in">
        <p class="soft">{t.lead}</p>
        <form
          class="lookup"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (state !== "asking") void send();
          }}
        >
          <div class="field">
            <label for="what">{t.what}</label>
            <textarea
              class="input mono"
              id="what"
              rows={2}
              autoComplete="off"
              spellcheck={false}
              value={now.what}
              aria-describedby={wrong ? "what-err" : undefined}
              onInput={(event) => type({ what: event.currentTarget.value })}
            />
          </div>
          <div class="field">
            <label for="ticket">{t.ticket}</label>
            <input
              class="input"
              id="ticket"
              inputMode="numeric"
              autoComplete="off"
              value={now.ticket}
              onInput={(event) => type({ ticket: event.currentTarget.value })}
            />
          </div>
          <button class="btn btn-primary self-start" aria-disabled={state === "asking"}>
            {state === "asking" ? t.asking : t.ask}
          </button>
        </form>
        {wrong && (
          <p class={`hstack ${wrong === "nothing" || wrong === "unreachable" ? "is-warn" : "is-crit"}`} id="what-err" role="alert">
            <Icon name="harm" />
            <span>{said}</span>
          </p>
        )}
        {typeof state === "object" && <FoundList found={state} />}
      </div>
    </section>
  );
}

function FoundList({ found }: { found: Found }) {
  const t = words().log.search;
  return (
    <div class="vstack" role="status">
      <h3 class="t12 muted">{t.found(found.matters.length)}</h3>
      <ul class="answers">
        {found.matters.map((matter) => (
          <li key={matter.ref}>
            <code class="wrap">{matter.ref}</code>
            <ul class="said-by">
              {matter.records.map((record) => (
                <li key={record.kind} data-kind={record.kind}>
                  <Icon name={record.index === null ? "wait" : "check"} class={`i-12 ${record.index === null ? "" : "is-ok"}`} />
                  <span>
                    <b>{t.kind[record.kind]}</b>
                    {shared().colon}
                    {record.index !== null && record.merged_at
                      ? t.merged(count(record.index), utc(record.merged_at))
                      : t.pending}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <p class="t12 soft">{t.word}</p>
    </div>
  );
}
