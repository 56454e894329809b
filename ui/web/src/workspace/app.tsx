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
import { OpeningLibrary } from "./desk/openings";
import { Rail } from "./desk/rail";
import { Status } from "./desk/status";
import { Stranger } from "./desk/stranger";
import { Team } from "./desk/team";
import { TicketList } from "./list/list";
import { QualityPage } from "./quality/page";
import { isList, route } from "./route";
import { me } from "./state";
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
          {view === "dead" && <DeadLetters />}
          {view === "team" && <Team />}
          {view === "openings" && <OpeningLibrary />}
          {view === "quality" && <QualityPage />}
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
