/** All the evidence of an urgency: each piece with its kind, its words and its points. */

import { langOf } from "../../shared/i18n";
import { FoldedTable } from "../../shared/parts/basics";
import type { Signal } from "../../shared/shapes";
import { listed } from "../../shared/spans";
import { shared } from "../../shared/words";
import { words } from "../words";

export const signedPoints = (weight: number): string =>
  `${weight < 0 ? "−" : "+"}${Math.abs(Math.round(weight))}`;

export function Listed({ evidence }: { evidence: Signal["urgency"]["evidence"] }) {
  const t = words().urgency;
  const s = shared();
  return (
    <FoldedTable
      testid="evidence"
      summary={t.table}
      head={[t.kind, t.words, t.points]}
      rows={() =>
        listed(evidence).map((span, i) => (
          <tr key={i}>
            <td>{s.evidence[span.kind] ?? span.kind}</td>
            {span.text.trim() ? (
              <td class="quoted-cell" lang={langOf(span.text)}>
                “{span.text.trim()}”
              </td>
            ) : (
              <td class="quoted-cell muted">{t.noWords[span.kind] ?? "–"}</td>
            )}
            <td class="num">{span.kind === "base" ? Math.round(span.weight) : signedPoints(span.weight)}</td>
          </tr>
        ))
      }
    />
  );
}
