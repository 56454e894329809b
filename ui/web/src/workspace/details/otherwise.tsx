/** What would have changed the level: the least that, left out or added, does. */

import type { Signal } from "../../shared/shapes";
import { shared } from "../../shared/words";
import { words } from "../words";

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
  const named = (span: Other["spans"][number]): string =>
    span.text.trim() ? `“${span.text.trim()}”` : (how === "with" && t.more[span.kind]) || (s.evidence[span.kind] ?? span.kind);
  const what = [...new Set(spans.map(named))].join(", ");
  return (how === "with" ? t.with : t.without)(what, s.level[level], score);
}
