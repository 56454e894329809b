/** Deleting everything for good: what goes, what stays, and a word to type so that nobody slips. */

import { useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { complain } from "../../shared/parts/toast";
import { signal, useSignal } from "../../shared/signal";
import { api } from "../../shared/trust/api";
import { forgetDevice } from "../../shared/trust/device";
import { Refused } from "../../shared/trust/session";
import { TakeAway } from "../home/uses";
import { AskForLink } from "../link";
import { lastly } from "../load";
import { to } from "../route";
import { dropEveryDraft } from "../talk/draft";
import { words } from "../words";

/** Everything of this customer was deleted: there is nothing more to show. */
export const erased = signal(false);

export function Erase() {
  const t = words().erase;
  const [typed, type] = useState("");
  const [busy, setBusy] = useState(false);
  const [unsure, needLink] = useState(false);
  const right = typed.trim().toLowerCase() === t.word;
  const go = async () => {
    setBusy(true);
    try {
      await lastly(async () => {
        await api.POST("/api/portal/erasure", { body: { confirm: "delete" } });
        // The account is closed: the key in this browser opens nothing any more.
        await forgetDevice("portal");
      });
      dropEveryDraft();
      erased.value = true;
    } catch (error) {
      if (error instanceof Refused && error.problem.step_up) needLink(true);
      else complain(error);
      setBusy(false);
    }
  };
  return (
    <>
      <div class="vstack">
        <h1 tabIndex={-1}>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </div>
      <section class="vstack" aria-label={t.what}>
        <h2>{t.goes}</h2>
        <ul class="dots">{t.going.map((one) => <li key={one}>{one}</li>)}</ul>
        <h2>{t.stays}</h2>
        <ul class="dots">{t.staying.map((one) => <li key={one}>{one}</li>)}</ul>
      </section>
      <TakeAway />
      {unsure && (
        <section class="vstack" role="alert">
          <AskForLink lead={t.needsLink} />
        </section>
      )}
      <form
        class="vstack"
        onSubmit={(event) => {
          event.preventDefault();
          if (right && !busy) void go();
        }}
      >
        <div class="field">
          <label for="confirm">{t.confirm(t.word)}</label>
          <input
            class="input"
            id="confirm"
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => type(event.currentTarget.value)}
          />
        </div>
        <button class="btn btn-danger btn-l" disabled={!right || busy}>
          <Icon name="x" class="i-20" />
          {busy ? t.erasing : t.erase}
        </button>
        <a class="tap" href={to.home}>
          {t.keep}
        </a>
      </form>
    </>
  );
}

export function Erased() {
  const t = words().erase;
  useSignal(erased);
  return (
    <>
      <h1 tabIndex={-1}>{t.done}</h1>
      <p class="lead" role="status">
        {t.doneMore}
      </p>
    </>
  );
}
