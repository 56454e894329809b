/** The auditors' page: check a proof, see the log, look things up, take the checker away. */

import { lang } from "../shared/i18n";
import { Icon } from "../shared/parts/icon";
import { signal, useSignal } from "../shared/signal";
import { Check } from "./check";
import { Frame } from "./frame";
import { Consistency } from "./log/consistency";
import { LogPage } from "./log/log";
import { askAbout, LookUp } from "./log/search";
import { WithoutUs } from "./self";
import { words } from "./words";

type Place = "check" | "log" | "lookup" | "self";
const PLACES: readonly Place[] = ["check", "log", "lookup", "self"];

const parse = (hash: string): Place => PLACES.find((place) => hash === `#${place}`) ?? "check";
const place = signal<Place>(parse(location.hash));
addEventListener("hashchange", () => {
  place.value = parse(location.hash);
  scrollTo(0, 0);
});

export function App() {
  useSignal(lang); // here, for what a frame is given to hold is not drawn again with it
  const t = words();
  const at = useSignal(place);
  const names: Record<Place, string> = { check: t.title, log: t.theLog, lookup: t.lookUp, self: t.withoutUs };
  const nav = (
    <nav aria-label={t.pages}>
      {PLACES.map((one) => (
        <a key={one} href={one === "check" ? "#" : `#${one}`} aria-current={one === at ? "page" : undefined}>
          {names[one]}
        </a>
      ))}
    </nav>
  );
  return (
    <Frame home="/verify" nav={nav}>
      {/* Hidden, not gone: what was dropped stays, and a drop anywhere leads back to it. */}
      <div hidden={at !== "check"}>
        <Check lead={t.lead} onAsk={askAbout} />
      </div>
      {at === "log" && <LogPage />}
      {at === "lookup" && (
        <>
          <div class="page-h">
            <h1>{t.lookUp}</h1>
          </div>
          <LookUp />
          <Consistency />
        </>
      )}
      {at === "self" && (
        <>
          <div class="page-h">
            <h1>{t.withoutUs}</h1>
          </div>
          <Offline />
          <WithoutUs />
        </>
      )}
    </Frame>
  );
}

function Offline() {
  const t = words().offline;
  return (
    <section class="card" aria-labelledby="offline-h">
      <header>
        <h2 id="offline-h">{t.title}</h2>
      </header>
      <div class="in">
        <p class="soft">{t.lead}</p>
        <a class="btn btn-primary self-start" href="/verify-offline.html" download="veridesk-verify.html">
          <Icon name="save" />
          {t.save}
        </a>
      </div>
    </section>
  );
}
