/** What an agent may say to a caller whose voice is strained. */

import { langOf } from "../../shared/i18n";
import type { Detail } from "../../shared/shapes";
import { Reasons } from "../reply/reasons";
import { When } from "../reply/when";
import { words } from "../words";

export function Say({ detail }: { detail: Detail }) {
  const t = words().calm;
  const aloud = (detail.suggestions ?? []).filter((one) => one.place === "call");
  const best = aloud[0];
  if (!best) return null;
  return (
    <section class="opening opening-aloud" role="status" aria-label={t.say} data-testid="say">
      <h3 class="t12">{t.say}</h3>
      <p class="opening-words" lang={langOf(best.words)}>
        {best.words}
      </p>
      <When of={best} />
      <Reasons reasons={best.reasons} />
    </section>
  );
}
