/** The workspace: rail, list, ticket, details and the strip below them. */

import { useEffect } from "preact/hooks";
import { StepUp } from "../shared/parts/step-up";
import { Toasts } from "../shared/parts/toast";
import { lang } from "../shared/i18n";
import { useSignal } from "../shared/signal";
import { session } from "../shared/trust/session";
import { CallList } from "./call/calls";
import { Details } from "./details/details";
import { DeadLetters } from "./desk/dead";
import { DemoProgress } from "./desk/empty";
import { Keys } from "./desk/keys";
import { Offline } from "./desk/offline";
import { Rail } from "./desk/rail";
import { Status } from "./desk/status";
import { Stranger } from "./desk/stranger";
import { Team } from "./desk/team";
import { OpeningLibrary } from "./library/page";
import { TicketList } from "./list/list";
import { QualityPage } from "./quality/page";
import { isList, route, type View } from "./route";
import { mayOpen, me } from "./state";
import { opened } from "./ticket/load";
import { TicketPane } from "./ticket/ticket";
import { words } from "./words";

export function App() {
  useSignal(lang);
  const known = useSignal(session);
  useTitle();
  if (known === "no-device") return <Stranger />;
  return (
    <>
      <Desk />
      <Keys />
      <StepUp />
      <Toasts />
    </>
  );
}

function Desk() {
  const t = words();
  const { view, ticket } = useSignal(route);
  const self = useSignal(me);
  const wide = view === "dead" || view === "team" || view === "openings" || view === "quality";
  const target = useSignal(opened).data && !wide ? "#reply" : "#list";
  if (!self) return null;
  const allowed = mayOpen(view, self.role);
  return (
    <div class="frame">
      <a class="skip" href={target} onClick={skip}>
        {target === "#reply" ? t.skip : t.skipList}
      </a>
      <Offline />
      <DemoProgress />
      <div class={`app ${ticket && !wide ? "has-ticket" : ""}`}>
        <Rail />
        <main>
          <h1 class="vh">{t.views[view]}</h1>
          {!allowed && <NotYours view={view} />}
          {allowed && view === "dead" && <DeadLetters />}
          {allowed && view === "team" && <Team />}
          {allowed && view === "openings" && <OpeningLibrary />}
          {allowed && view === "quality" && <QualityPage />}
          {view === "calls" && <CallList />}
          {isList(view) && <TicketList view={view} />}
          {!wide && (
            <>
              <TicketPane />
              <Details />
            </>
          )}
        </main>
        <Status />
      </div>
    </div>
  );
}

/** Where an address leads to a part of the desk that is not for this person. */
function NotYours({ view }: { view: View }) {
  const t = words();
  return (
    <section class="pane wide" id="list" tabIndex={-1} aria-label={t.views[view]}>
      <header class="bar">
        <h2>{t.views[view]}</h2>
      </header>
      <div class="empty">
        <h3>{t.notYours}</h3>
        <p>{t.notYoursMore}</p>
      </div>
    </section>
  );
}

// The fragment is the route: the skip link must move the focus and leave it alone.
function skip(event: MouseEvent): void {
  event.preventDefault();
  const { hash } = event.currentTarget as HTMLAnchorElement;
  const target = document.getElementById(hash.slice(1));
  (target?.querySelector<HTMLElement>("a.row") ?? target)?.focus();
}

function useTitle(): void {
  const { view } = useSignal(route);
  const { data } = useSignal(opened);
  const t = words();
  useEffect(() => {
    const where = data ? t.number(data.ticket.number) : t.views[view];
    document.title = `${where} · Veridesk`;
  });
}
