/** What would have changed the level: the least that, left out or added, does. */

import type { Signal } from "../../shared/shapes";
import { start } from "../../shared/spans";
import { shared } from "../../shared/words";
import { words } from "../words";

const QUOTED = 60; // characters

type Other = NonNullable<Signal["urgency"]["otherwise"]>[number];

export function Otherwise({ others }: { others: readonly Other[] }) {
  const t = words().reading;
  if (others.length === 0) return null;
  return (
    <div class="otherwise" data-testid="otherwise">
      <h4 class="t12">{t.otherwise}</h4>
      <ul class="t12 soft">
        {others.map((other) => (
          <li key={other.how}>{told(other)}</li>
        ))}
      </ul>
    </div>
  );
}

function told({ how, spans, level, score }: Other): string {
  const t = words().reading;
  const s = shared();
  // The other words count together: quoting a few of them would say nothing.
  const named = (span: Other["spans"][number]): string =>
    span.text.trim() && span.kind !== "learned"
      ? `“${start(span.text, QUOTED)}”`
      : (how === "with" ? t.more : t.less)[span.kind] || t.part(s.evidence[span.kind] ?? span.kind);
  const what = [...new Set(spans.map(named))].join(s.comma);
  return (how === "with" ? t.with : t.without)(what, s.level[level], score);
}
