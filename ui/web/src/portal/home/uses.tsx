/** Who used the customer's data and what for, and the way to take all of it away. */

import { useState } from "preact/hooks";
import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { complain, toast } from "../../shared/parts/toast";
import { langOf } from "../../shared/i18n";
import { save } from "../../shared/trust/api";
import type { Home } from "../load";
import { when } from "../say";
import { words } from "../words";

const FIRST = 5;

export function Uses({ uses }: { uses: Home["uses"] }) {
  const t = words();
  const now = useNow();
  const [all, showAll] = useState(false);
  return (
    <section class="vstack" aria-labelledby="uses">
      <div>
        <h2 id="uses">{t.uses}</h2>
        <p class="t12 muted">{uses.length > 0 ? t.usesMore : t.noUses}</p>
      </div>
      {uses.length > 0 && (
        <ul class="card used">
          {(all ? uses : uses.slice(0, FIRST)).map((use, i) => (
            <li key={i}>
              <time dateTime={use.at}>{when(Date.parse(use.at), now)}</time>
              <div>
                <p>
                  <b>{use.who}</b> {t.used[use.what] ?? t.usedOther(use.what)}
                </p>
                {use.why && (
                  <p class="t12 muted" lang={t.reason[use.why] ? undefined : langOf(use.why)}>
                    {t.why(t.reason[use.why] ?? use.why)}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {!all && uses.length > FIRST && (
        <button class="linkish tap" onClick={() => showAll(true)}>
          {t.allUses(uses.length)}
        </button>
      )}
    </section>
  );
}

export function TakeAway() {
  const t = words();
  const [busy, setBusy] = useState(false);
  const take = () => {
    setBusy(true);
    save("/api/portal/export", "my-data.json")
      .then(() => toast({ kind: "ok", title: t.taken }), complain)
      .finally(() => setBusy(false));
  };
  return (
    <section class="vstack" aria-labelledby="mine">
      <h2 id="mine">{t.mine}</h2>
      <button class="btn btn-l self-start" disabled={busy} onClick={take}>
        <Icon name="save" class="i-20" />
        {t.takeAway}
      </button>
    </section>
  );
}
