/** Who the customer is. Addresses stay hidden until there is a reason, which is recorded. */

import { useEffect, useState } from "preact/hooks";
import { langOf } from "../../shared/i18n";
import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { Masked, PartlyMasked } from "../../shared/parts/marks";
import { complain } from "../../shared/parts/toast";
import type { Detail } from "../../shared/shapes";
import { day } from "../../shared/time";
import { api, take } from "../../shared/trust/api";
import { shared } from "../../shared/words";
import { Menu } from "../ticket/menu";
import { words } from "../words";
import { Section } from "./section";

const SHOWN_FOR = 15 * 60_000;

export function CustomerSection({ detail: { customer, ticket } }: { detail: Detail }) {
  const t = words().customer;
  const now = useNow();
  const number = words().number(ticket.number);
  return (
    <Section name="customer" title={t.title}>
      <dl class="kv">
        <dt>{t.name}</dt>
        <dd>
          <b class="clip" lang={langOf(customer.name)}>
            {customer.name ?? <Masked size="m" />}
          </b>
        </dd>
        {customer.mail !== null && (
          <Hidden key={`m${customer.id}`} id={customer.id} field="mail" label={t.mail} masked={customer.mail} number={number} />
        )}
        {customer.phone !== null && (
          <Hidden key={`p${customer.id}`} id={customer.id} field="phone" label={t.phone} masked={customer.phone} number={number} />
        )}
        <dt>{t.language}</dt>
        <dd>{customer.language === "zh" ? t.zh : t.en}</dd>
        <dt>{t.since}</dt>
        <dd>
          <span>{day(Date.parse(customer.since), now)}</span>
          <span class="muted t12">{t.tickets(customer.tickets)}</span>
        </dd>
      </dl>
    </Section>
  );
}

interface HiddenProps {
  id: string;
  field: "mail" | "phone";
  label: string;
  masked: string;
  number: string;
}

function Hidden(props: HiddenProps) {
  const t = words().customer;
  const [value, setValue] = useState<string | null>(null);
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setValue(null), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [value]);
  const reveal = async (why: string) => {
    try {
      const body = { field: props.field, why };
      const params = { path: { id: props.id } };
      const answer = await take(api.POST("/api/customers/{id}/reveal", { params, body }));
      setValue(answer.value ?? t.nothing);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      <dt>{props.label}</dt>
      <dd>
        {value === null ? (
          <>
            <span class="clip">
              <PartlyMasked text={props.masked} />
            </span>
            <span class="push">
              <Menu
                class="btn btn-s"
                name={`${t.reveal}${shared().colon}${props.label}`}
                label={
                  <>
                    <Icon name="eye" />
                    {t.reveal}
                  </>
                }
                title={props.field === "mail" ? t.whyMail : t.whyPhone}
              >
                {(close) => <WhyForm number={props.number} close={close} onWhy={reveal} />}
              </Menu>
            </span>
          </>
        ) : (
          <b class="revealed">{value}</b>
        )}
      </dd>
    </>
  );
}

function WhyForm(props: { number: string; close(): void; onWhy(why: string): Promise<void> }) {
  const t = words().customer;
  const [choice, setChoice] = useState<"callBack" | "confirm" | "other">("callBack");
  const [own, setOwn] = useState("");
  const why = {
    callBack: t.reasons.callBack(props.number),
    confirm: t.reasons.confirm,
    other: own.trim(),
  }[choice];
  const label = (which: typeof choice) =>
    which === "callBack" ? t.reasons.callBack(props.number) : t.reasons[which];
  return (
    <form
      class="vstack"
      onSubmit={(event) => {
        event.preventDefault();
        props.close();
        void props.onWhy(why);
      }}
    >
      <p class="t12 muted">{t.shown}</p>
      <fieldset class="vstack tight">
        <legend class="vh">{words().why}</legend>
        {(["callBack", "confirm", "other"] as const).map((which) => (
          <label class="radio" key={which}>
            <input type="radio" name="reveal-why" checked={choice === which} onChange={() => setChoice(which)} />{" "}
            {label(which)}
          </label>
        ))}
      </fieldset>
      {choice === "other" && (
        <input
          class="input"
          aria-label={t.otherWhy}
          placeholder={t.otherWhy}
          maxLength={200}
          value={own}
          onInput={(event) => setOwn(event.currentTarget.value)}
        />
      )}
      <div class="hstack">
        <button class="btn btn-primary" disabled={why.length < 3}>
          {t.show}
        </button>
        <button class="btn btn-quiet" type="button" onClick={props.close}>
          {shared().cancel}
        </button>
      </div>
    </form>
  );
}
