/** All the evidence of an urgency: each piece with its kind, its words and its points. */

import { useState } from "preact/hooks";
import { langOf } from "../../shared/i18n";
import { Icon } from "../../shared/parts/icon";
import type { Signal } from "../../shared/shapes";
import { listed } from "../../shared/spans";
import { shared } from "../../shared/words";
import { words } from "../words";

export const signedPoints = (weight: number): string =>
  `${weight < 0 ? "−" : "+"}${Math.abs(Math.round(weight))}`;

export function Listed({ evidence }: { evidence: Signal["urgency"]["evidence"] }) {
  const t = words().urgency;
  const s = shared();
  const [open, setOpen] = useState(false);
  return (
    <details class="alt" data-testid="evidence" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t.table} <Icon name="down" class="i-12" />
      </summary>
      {open && (
        <div class="table-box" tabIndex={0} role="region" aria-label={t.table}>
          <table class="grid-t">
            <thead>
              <tr>
                <th scope="col">{t.kind}</th>
                <th scope="col">{t.words}</th>
                <th scope="col">{t.points}</th>
              </tr>
            </thead>
            <tbody>
              {listed(evidence).map((span, i) => (
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
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
