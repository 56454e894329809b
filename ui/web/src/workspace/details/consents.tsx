/** What the customer agreed to, as the desk may read it; the switches are theirs alone. */

import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import type { Consent } from "../../shared/shapes";
import { day } from "../../shared/time";
import { shared } from "../../shared/words";
import { saveProof } from "../ticket/acts";
import { words } from "../words";
import { Section } from "./section";

const MARK = {
  given: ["is-ok", "check"],
  assumed: ["muted", "check"],
  withdrawn: ["is-crit", "x"],
  expired: ["is-warn", "x"],
  never: ["muted", "x"],
} as const;

export function Consents({ consents }: { consents: readonly Consent[] }) {
  const t = words().consent;
  const s = shared();
  const now = useNow();
  const until = (consent: Consent): string => {
    const on = (at: string | null) => (at ? day(Date.parse(at), now) : "");
    if (consent.state === "given") return t.until(on(consent.valid_until));
    if (consent.state === "withdrawn") return t.withdrawn(on(consent.withdrawn_at));
    if (consent.state === "expired") return t.expired(on(consent.valid_until));
    return consent.state === "assumed" ? t.assumed : t.never;
  };
  return (
    <Section name="consent" title={t.title}>
      <ul class="consents">
        {consents.map((consent) => {
          const [css, icon] = MARK[consent.state];
          const proof = consent.id !== null && consent.seal !== null && consent.seal !== "pending";
          return (
            <li key={consent.purpose}>
              <span class={css}>
                <Icon name={icon} />
              </span>
              <span>{s.purpose[consent.purpose]}</span>
              {proof ? (
                <button
                  class="link until"
                  aria-label={`${until(consent)}${s.clause}${t.proof(s.purpose[consent.purpose])}`}
                  onClick={() => consent.id && saveProof("consents", consent.id, consent.purpose)}
                >
                  {until(consent)}
                </button>
              ) : (
                <span class="until">{until(consent)}</span>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
