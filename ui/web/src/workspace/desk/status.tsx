/** The strip that says whom the desk takes one for, from where, and how the log stands. */

import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { placeName } from "../../shared/i18n";
import { useSignal } from "../../shared/signal";
import { count, day, stamp } from "../../shared/time";
import { log, me, seesCustomers } from "../state";
import { unmask } from "../ticket/ticket";
import { words } from "../words";
import { keysOpen } from "./account";

export function Status() {
  const t = words();
  const self = useSignal(me);
  const now = useNow();
  if (!self) return null;
  const hidden = !seesCustomers(self);
  const where = [self.place ? placeName(self.place) : t.status.noPlace, self.network === "this-machine" && t.status.here].filter(Boolean).join(t.status.and);
  return (
    <footer class="status" aria-label={t.trust}>
      <span class={self.masked ? "is-warn" : "is-ok"}>
        <Icon name="shield" />
        {self.masked ? t.status.weak : self.assurance >= 2 ? t.status.stepped : t.status.verified}
      </span>
      <span class="opt">
        <Icon name="device" />
        <b>{t.status.device}</b> {t.status.bound(day(Date.parse(self.device_since), now))}
      </span>
      <span>
        <Icon name="pin" />
        <b>{where}</b>
      </span>
      <span>
        <Icon name={hidden ? "eye-off" : "eye"} />
        {t.status.data}{" "}
        {self.masked ? (
          <button class="link" onClick={() => void unmask()}>
            {t.status.masked}
          </button>
        ) : (
          <b>{hidden ? t.status.masked : t.status.open}</b>
        )}
      </span>
      <span class="push" />
      <LogLine />
      <button class="status-btn" onClick={() => (keysOpen.value = true)}>
        <kbd class="kbd">?</kbd> {t.hint.keys}
      </button>
    </footer>
  );
}

function LogLine() {
  const t = words().status;
  const state = useSignal(log);
  const now = useNow();
  if (!state) return null;
  return (
    <span>
      <Icon name="seal" />
      {t.log} <b>{count(state.size)}</b>
      {state.pending > 0 && <span>· {t.pending(count(state.pending))}</span>}
      <span>
        ·{" "}
        {state.anchored_at ? t.anchored(stamp(Date.parse(state.anchored_at), now)) : t.notAnchored}
      </span>
    </span>
  );
}
