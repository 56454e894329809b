/** The customers' portal: one column, with calling and writing always in reach. */

import { useEffect } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { lang } from "../shared/i18n";
import { LanguageSwitch, ThemeSwitch, useLate } from "../shared/parts/basics";
import { Icon, Mark } from "../shared/parts/icon";
import { Toasts } from "../shared/parts/toast";
import { useSignal } from "../shared/signal";
import { session } from "../shared/trust/session";
import { shared } from "../shared/words";
import { CallPage } from "./call/before";
import { call } from "./call/call";
import { Consents } from "./home/consents";
import { Requests } from "./home/requests";
import { TakeAway, Uses } from "./home/uses";
import { AskForLink } from "./link";
import { doubted, home, me, offline, refresh, type Home } from "./load";
import { Agreed } from "./record/agreed";
import { Erase, Erased, erased } from "./record/erase";
import { Promised } from "./record/promised";
import { go, route, to } from "./route";
import { Composer } from "./talk/composer";
import { Conversation } from "./talk/conversation";
import { words } from "./words";

export function App() {
  useSignal(lang);
  const t = words();
  const who = useSignal(me);
  const state = useSignal(session);
  const cut = useSignal(offline);
  useEffect(() => void (document.title = [t.title, who?.organisation ?? "Veridesk"].join(" · ")), [t, who]);
  return (
    <div class="phone">
      <header class="phone-top">
        <a class="skip" href="#main" onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}>
          {t.skip}
        </a>
        <a class="brand" href={to.home}>
          <Mark />
          <span class="clip">{who?.organisation ?? "Veridesk"}</span>
        </a>
        <span class="push" />
        {who && !who.masked && state === "in" && (
          <span class="chip chip-ok" title={t.verified}>
            <Icon name="shield" class="i-12" />
            <span class="clip">{t.verified}</span>
          </span>
        )}
        <LanguageSwitch class="btn btn-quiet" />
        <ThemeSwitch />
      </header>
      {cut && (
        <div class="banner" role="status">
          <Icon name="offline" />
          <span class="t12">{t.offline}</span>
          <button class="btn" onClick={() => void refresh()}>
            {t.tryNow}
          </button>
        </div>
      )}
      <Inside />
      <Toasts />
    </div>
  );
}

function Inside() {
  const t = words();
  const state = useSignal(session);
  const known = useSignal(home);
  const doubt = useSignal(doubted);
  const late = useLate(known === null);
  const gone = useSignal(erased);
  if (gone) {
    return (
      <Main>
        <Erased />
      </Main>
    );
  }
  if (state === "no-device") {
    return (
      <Main>
        <h1 tabIndex={-1}>{t.link.title}</h1>
        {known && <p class="soft">{t.ended}</p>}
        <AskForLink />
      </Main>
    );
  }
  if (!known) {
    if (doubt) return <Hidden />;
    return (
      <Main busy>
        <h1 class="vh">{t.loading}</h1>
        {late && <Bars />}
      </Main>
    );
  }
  if (known.masked || doubt) return <Hidden />;
  return <Pages known={known} />;
}

function Pages({ known }: { known: Home }) {
  const t = words();
  const at = useSignal(route);
  const onCall = useSignal(call).kind === "on";
  // A call that is on is never out of sight.
  if (at.page === "call" || onCall) {
    return (
      <Main back={onCall ? undefined : to.home}>
        <CallPage ticket={at.page === "call" ? at.ticket : null} />
      </Main>
    );
  }
  if (at.page === "write") {
    return (
      <Main back={to.home}>
        <h1 tabIndex={-1}>{t.write}</h1>
        <Composer ticket={null} onSent={() => go(to.home)} />
      </Main>
    );
  }
  if (at.page === "promised" || at.page === "agreed" || at.page === "erase") {
    return (
      <Main back={to.home}>
        {at.page === "promised" && <Promised tickets={known.tickets} />}
        {at.page === "agreed" && <Agreed />}
        {at.page === "erase" && <Erase />}
      </Main>
    );
  }
  if (at.page === "ticket") {
    return (
      <Main back={to.home}>
        <Conversation id={at.id} />
      </Main>
    );
  }
  return (
    <>
      <Main>
        <h1 tabIndex={-1}>{t.hello(known.name)}</h1>
        <Requests tickets={known.tickets} />
        <Consents consents={known.consents} />
        <Uses uses={known.uses} />
        <TakeAway />
        <a class="tap is-crit self-start" href={to.erase}>
          {t.erase.link}
        </a>
      </Main>
      <nav class="callnow" aria-label={t.actions}>
        <a class="btn btn-primary btn-l" href={to.call()}>
          <Icon name="phone" class="i-20" />
          {t.callNow}
        </a>
        <a class="btn btn-l" href={to.write}>
          <Icon name="talk" class="i-20" />
          {t.write}
        </a>
      </nav>
    </>
  );
}

function Main(props: { back?: string; busy?: boolean; children: ComponentChildren }) {
  return (
    <main id="main" tabIndex={-1} aria-busy={props.busy}>
      {props.back && (
        <a class="tap back" href={props.back}>
          <Icon name="right" class="flip" />
          {words().back}
        </a>
      )}
      {props.children}
    </main>
  );
}

/** Nothing is shown until a fresh link says that it is them. */
function Hidden() {
  const t = words();
  const why = useSignal(me)?.reasons.map((reason) => t.masked.because[reason]).find(Boolean);
  return (
    <Main>
      <h1 tabIndex={-1}>{t.masked.title}</h1>
      <p class="soft">
        {why}
        {shared().gap}
        {t.masked.lead}
      </p>
      <AskForLink lead={t.link.refresh} />
    </Main>
  );
}

function Bars() {
  return (
    <div class="card req" aria-hidden="true">
      <span class="sk sk-70p" />
      <span class="sk sk-40p" />
      <span class="sk sk-70p" />
    </div>
  );
}
