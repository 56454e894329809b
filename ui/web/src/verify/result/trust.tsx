/** Whom one still has to trust: the rungs that a proof reaches, and whose key it is. */

import { Icon, type IconName } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import { deskLog } from "../log";
import type { Receipt } from "../proof/note";
import type { Verified } from "../proof/verify";
import { words } from "../words";

export type Whose = "checking" | "this" | "other" | "unknown";

/** Whether the key in a file is the one that this desk publishes. */
export function useWhose(key: string): Whose {
  const log = useSignal(deskLog);
  if (log === undefined) return "checking";
  if (log === null) return "unknown";
  return log.keys.includes(key) ? "this" : "other";
}

const LOOK: Record<Whose, { css: string; icon: IconName }> = {
  checking: { css: "muted", icon: "wait" },
  this: { css: "is-ok", icon: "check" },
  other: { css: "is-warn", icon: "harm" },
  unknown: { css: "is-warn", icon: "harm" },
};

export function WhoseKey(props: { text: string }) {
  const t = words().whose;
  const whose = useWhose(props.text);
  const { css, icon } = LOOK[whose];
  return (
    <div class="whose">
      <p class={`hstack ${css}`}>
        <Icon name={icon} />
        <b>{whose === "checking" ? t.checking : t[whose]}</b>
      </p>
      {whose !== "checking" && <p class="t12 soft">{t[`${whose}More`]}</p>}
      <code class="key-text">{props.text}</code>
    </div>
  );
}

export function Ladder({ outcome }: { outcome: Verified }) {
  const t = words().rung;
  const { receipt, checkpoint } = outcome;
  return (
    <ol class="ladder">
      <li class="is-reached">
        <span class="rung">
          <Icon name="check" />
        </span>
        <div>
          <h4>{t.self}</h4>
          <p class="t12">{t.selfMore(checkpoint.origin)}</p>
        </div>
        <span class="chip chip-ok">{t.passed}</span>
      </li>
      <li class="is-stopped">
        <span class="rung">2</span>
        <div>
          <h4>{t.witnessed}</h4>
          <p class="t12">{t.witnessedMore}</p>
        </div>
        <span class="chip">{t.none}</span>
      </li>
      <li class="is-stopped">
        <span class="rung">3</span>
        <div>
          <h4>{t.chain}</h4>
          <p class="t12">{chainSaid(receipt)}</p>
        </div>
        <span class="chip">{!receipt ? t.none : receipt.public ? t.notChecked : t.own}</span>
      </li>
    </ol>
  );
}

function chainSaid(receipt: Receipt | null): string {
  const t = words().rung;
  if (!receipt) return t.chainNone;
  const [block, chain] = [String(receipt.block), String(receipt.chain)];
  return receipt.public ? t.chainPublic(block, chain) : t.chainPrivate(block, chain);
}
