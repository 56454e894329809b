/** Who did what to the library, the latest first. */

import { langOf } from "../../shared/i18n";
import { useNow } from "../../shared/parts/due";
import type { Openings } from "../../shared/shapes";
import { stamp } from "../../shared/time";
import { words } from "../words";

export function Changes({ changes }: { changes: Openings["changes"] }) {
  const t = words().library;
  const now = useNow();
  return (
    <section class="card" aria-labelledby="opening-changes">
      <header>
        <h3 id="opening-changes">{t.changes}</h3>
      </header>
      <div class="in">
        {changes.length === 0 && <p class="t12 muted">{t.nothing}</p>}
        <ol class="hist hist-wide">
          {changes.map((one, i) => (
            <li key={`${one.at}${i}`}>
              <time dateTime={one.at}>{stamp(Date.parse(one.at), now)}</time>
              <span class="hist-what">
                <span>
                  {t.acts[one.act]} · {t.language[one.language]}
                </span>
                <span class="muted" lang={langOf(one.when)}>
                  {one.when}
                </span>
              </span>
              <span class="muted">{one.who}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
