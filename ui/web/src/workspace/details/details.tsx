/** Everything the desk knows about the open ticket, beside it or over it. */

import { Icon } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import { Corrections } from "../correct/rows";
import { drawer } from "../state";
import { opened } from "../ticket/load";
import { words } from "../words";
import { shared } from "../../shared/words";
import { Consents } from "./consents";
import { CustomerSection } from "./customer";
import { ForecastSection } from "./forecast";
import { HistorySection } from "./history";
import { Promises } from "./promises";
import { Reading } from "./reading";
import { TrendSection } from "./trend";
import { Why } from "./why";

export function Details() {
  const t = words();
  const { data } = useSignal(opened);
  const open = useSignal(drawer) && data !== null;
  return (
    <aside class={`pane inspector ${open ? "is-open" : ""}`} id="inspector" aria-label={t.about}>
      <button class="btn btn-icon btn-s drawer" aria-label={shared().close} onClick={() => (drawer.value = false)}>
        <Icon name="x" />
      </button>
      <div class="scroll" tabIndex={0} role="region" aria-label={t.details}>
        <h2 class="vh">{t.details}</h2>
        {data && (
          <>
            <Why detail={data} />
            <Reading detail={data} />
            <Corrections detail={data} />
            <TrendSection detail={data} />
            {data.forecast && <ForecastSection forecast={data.forecast} />}
            <Promises detail={data} />
            <CustomerSection detail={data} />
            <Consents consents={data.consents} />
            <HistorySection history={data.history} />
          </>
        )}
      </div>
    </aside>
  );
}
