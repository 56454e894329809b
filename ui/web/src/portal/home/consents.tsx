/** What may be done with the customer's data, one switch for each purpose. */

import { useState } from "preact/hooks";
import { lang } from "../../shared/i18n";
import { complain, toast } from "../../shared/parts/toast";
import type { Consent, Purpose } from "../../shared/shapes";
import { shared } from "../../shared/words";
import { holds, setConsent } from "../load";
import { to } from "../route";
import { day, monthsOn, ProofButton } from "../say";
import { words } from "../words";

const MONTHS = [3, 6, 12, 24];

export function Consents({ consents }: { consents: readonly Consent[] }) {
  const t = words();
  return (
    <section class="vstack" aria-labelledby="consents">
      <div>
        <h2 id="consents">{t.consents}</h2>
        <p class="t12 muted">{t.consentsMore}</p>
      </div>
      <ul class="card cons">
        {consents.map((consent) => (
          <ConsentRow key={consent.purpose} consent={consent} />
        ))}
      </ul>
      <a class="tap self-start" href={to.agreed}>
        {t.agreed.link}
      </a>
    </section>
  );
}

/** One purpose; switching it on asks for how long, switching it off holds at once. */
export function ConsentRow({ consent }: { consent: Consent }) {
  const t = words();
  const [asking, ask] = useState(false);
  const [busy, setBusy] = useState(false);
  // What is sealed is the hash of the very words that stood beside the switch.
  const notice = consent.notices?.find((one) => one.language === lang.value);
  const [label, more] = notice ? [notice.label, notice.more] : t.purpose[consent.purpose];
  const on = holds(consent);
  const id = `c-${consent.purpose}`;
  const set = async (given: boolean, months?: number) => {
    setBusy(true);
    try {
      await setConsent(consent.purpose, given, months, notice?.digest);
      ask(false);
      toast({
        kind: "ok",
        title: given ? t.consent.saved : t.consent.undone,
        more: label + shared().colon + (given ? t.consent.given(monthsOn(months ?? 6)) : t.consent.undoneMore),
      });
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li>
      <div>
        <label for={id}>{label}</label>
        <p class="cap" id={`${id}-more`}>
          {more}
        </p>
        <p class="cap">
          {stateOf(consent)}
          {consent.state === "given" && !asking && (
            <>
              {" · "}
              <button class="linkish" aria-label={t.consent.change + shared().colon + label} onClick={() => ask(true)}>
                {t.consent.change}
              </button>
            </>
          )}
          {consent.id && consent.seal && consent.seal !== "pending" && (
            <>
              {" · "}
              <ProofButton path={`/api/consents/${consent.id}/proof`} name={`consent-${consent.purpose}`} of={label} />
            </>
          )}
        </p>
      </div>
      <span class="switch-room">
        <input
          class="switch switch-l"
          type="checkbox"
          role="switch"
          id={id}
          aria-describedby={`${id}-more`}
          checked={on}
          disabled={busy}
          onClick={(event) => {
            // The switch follows what the desk answered, not the finger.
            event.preventDefault();
            if (asking && !on) ask(false);
            else if (on) void set(false);
            else ask(true);
          }}
        />
      </span>
      {asking && <HowLong purpose={consent.purpose} busy={busy} onAgree={(months) => void set(true, months)} onCancel={() => ask(false)} />}
    </li>
  );
}

function stateOf(consent: Consent): string {
  const t = words().consent;
  switch (consent.state) {
    case "given":
      return t.given(consent.valid_until ? day(consent.valid_until) : "");
    case "withdrawn":
      return t.withdrawn(consent.withdrawn_at ? day(consent.withdrawn_at) : "");
    case "expired":
      return t.expired(consent.valid_until ? day(consent.valid_until) : "");
    default:
      return t[consent.state];
  }
}

function HowLong(props: { purpose: Purpose; busy: boolean; onAgree(months: number): void; onCancel(): void }) {
  const t = words().consent;
  const [months, setMonths] = useState(6);
  return (
    <fieldset class="how-long">
      <legend>{t.how}</legend>
      <div class="terms">
        {MONTHS.map((n) => (
          <label key={n} class={`term ${n === months ? "is-on" : ""}`}>
            <input class="vh" type="radio" name={`months-${props.purpose}`} checked={n === months} onChange={() => setMonths(n)} />
            {t.months(n)}
          </label>
        ))}
      </div>
      <div class="hstack wrap">
        <button class="btn btn-primary btn-l" disabled={props.busy} onClick={() => props.onAgree(months)}>
          {t.agree(monthsOn(months))}
        </button>
        <button class="btn btn-quiet btn-l" onClick={props.onCancel}>
          {t.cancel}
        </button>
      </div>
    </fieldset>
  );
}
