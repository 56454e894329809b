/** What a browser sees that no account is bound to. */

import { useState } from "preact/hooks";
import { LanguageSwitch, ThemeSwitch } from "../../shared/parts/basics";
import { Icon, Mark } from "../../shared/parts/icon";
import { shared } from "../../shared/words";
import { words } from "../words";

/** The way to the enrolment page; the token stays in the fragment, which is never sent. */
function fragmentOf(pasted: string): string | null {
  try {
    const url = new URL(pasted.trim());
    return url.origin === location.origin && url.hash.length > 8 ? url.pathname + url.hash : null;
  } catch {
    return null;
  }
}

export function Stranger() {
  const t = words().stranger;
  const [pasted, setPasted] = useState("");
  const [bad, setBad] = useState(false);
  return (
    <>
      <header class="top">
        <span class="brand">
          <Mark />
          <span>Veridesk</span>
        </span>
        <span class="push" />
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main class="page stranger">
        <div class="page-h">
          <h1>{t.title}</h1>
          <p>
            {t.lead}
            {shared().gap}
            {t.where}
          </p>
        </div>
        <form
          class="card in"
          onSubmit={(event) => {
            event.preventDefault();
            const to = fragmentOf(pasted);
            if (to) location.href = to;
            else setBad(true);
          }}
        >
          <div class="field">
            <label for="link">{t.paste}</label>
            <input
              class="input mono"
              id="link"
              autoComplete="off"
              spellcheck={false}
              value={pasted}
              aria-invalid={bad}
              aria-describedby={bad ? "link-err" : undefined}
              onInput={(event) => {
                setBad(false);
                setPasted(event.currentTarget.value);
              }}
            />
            {bad && (
              <span class="err" id="link-err" role="alert">
                <Icon name="harm" class="i-12" />
                {t.bad}
              </span>
            )}
          </div>
          <div class="hstack">
            <button class="btn btn-primary" disabled={!pasted.trim()}>
              {t.open}
            </button>
          </div>
        </form>
        <p class="soft">
          {t.customer} <a href="/portal">{t.portal}</a>. {t.verify} <a href="/verify">{t.page}</a>.
        </p>
      </main>
    </>
  );
}
