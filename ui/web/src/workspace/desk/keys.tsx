/** The list of keys. */

import { Dialog } from "../../shared/parts/dialog";
import { Key } from "../../shared/parts/keyboard";
import { useSignal } from "../../shared/signal";
import { words } from "../words";
import { keysOpen } from "./account";

export function Keys() {
  const t = words().keys;
  if (!useSignal(keysOpen)) return null;
  return (
    <Dialog title={t.title} onClose={() => (keysOpen.value = false)}>
      <p class="t12 muted">{t.off}</p>
      <dl class="key-list">
        {t.list.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key) => (
                <Key key={key} name={key} />
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
