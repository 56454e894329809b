/** Says that the line is gone, since when, and what goes on without it. */

import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import { clockSeconds } from "../../shared/time";
import { line, tryNow } from "../../shared/trust/live";
import { words } from "../words";

// A line that comes back at once is not worth a word.
const PATIENCE = 1500;

export function Offline() {
  const t = words().offline;
  const state = useSignal(line);
  const lost = state.kind === "lost" ? state : null;
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!lost) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [lost]);
  if (!lost || now - lost.since < PATIENCE) return null;
  return (
    <div class="banner" role="status">
      <Icon name="offline" />
      <span>
        <b>{t.since(clockSeconds(lost.since))}</b> {t.more}
      </span>
      <span class="push t12 soft" aria-hidden="true">
        {t.next(Math.max(0, Math.ceil((lost.next - now) / 1000)))}
      </span>
      <button class="btn btn-s" onClick={tryNow}>
        {t.now}
      </button>
    </div>
  );
}
