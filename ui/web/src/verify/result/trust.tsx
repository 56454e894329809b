/** Whom one still has to trust: the rungs that a proof reaches, what would raise it, whose keys. */

import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import { shared } from "../../shared/words";
import { deskKeys } from "../desk";
import type { Anchor } from "../proof/signed/anchor";
import type { VerifierKey } from "../proof/signed/key";
import { logKeys } from "../proof/file";
import { hex } from "../proof/text";
import type { Cosigned, Verified } from "../proof/verify";
import { secondsTime } from "../say";
import { words } from "../words";

type Whose = "yours" | "checking" | "this" | "other" | "unknown" | "offline";

/** Whether the keys in a file are ones that this desk publishes. */
function useWhose(keys: readonly VerifierKey[]): Whose {
  const ours = useSignal(deskKeys);
  if (ours === "offline") return "offline";
  if (ours === undefined) return "checking";
  if (ours === null) return "unknown";
  return keys.every((key) => ours.includes(key.text)) ? "this" : "other";
}

const LOOK: Record<Whose, { css: string; icon: IconName }> = {
  yours: { css: "is-ok", icon: "check" },
  checking: { css: "muted", icon: "wait" },
  this: { css: "is-ok", icon: "check" },
  other: { css: "is-warn", icon: "harm" },
  unknown: { css: "is-warn", icon: "harm" },
  offline: { css: "muted", icon: "key" },
};

export function WhoseKey({ outcome }: { outcome: Verified }) {
  const t = words().whose;
  const keys = logKeys(outcome.proof);
  const compared = useWhose(keys);
  // What the reader named outweighs what this desk says of itself.
  const whose = outcome.pinned ? "yours" : compared;
  const { css, icon } = LOOK[whose];
  return (
    <div class="whose">
      <p class={`hstack ${css}`}>
        <Icon name={icon} />
        <b>{whose === "checking" ? t.checking : whose === "offline" ? t.unknown : t[whose]}</b>
      </p>
      {whose !== "checking" && <p class="t12 soft">{t[`${whose}More`]}</p>}
      <Keys keys={keys} />
    </div>
  );
}

/** Keys by kind and id; the text of an ML-DSA key is as long as this page is high. */
export function Keys({ keys }: { keys: readonly VerifierKey[] }) {
  const t = words();
  return (
    <ul class="vstack" aria-label={t.whose.keys}>
      {keys.map((key) => (
        <li key={key.text}>
          <details class="alt key-alt">
            <summary>
              <Icon name="down" class="i-12" />
              <span>{t.algorithm[key.type]}</span> <code>{hex(key.id)}</code>
            </summary>
            <code class="key-text" tabIndex={0}>{key.text}</code>
          </details>
        </li>
      ))}
    </ul>
  );
}

export function Ladder({ outcome }: { outcome: Verified }) {
  const t = words().rung;
  const { checkpoint, level, pinned, witnesses, anchors } = outcome;
  const witnessed = level === "witnessed";
  const said = witnessed ? t.witnessedYes : witnesses.length > 0 ? t.witnessedSaid(witnesses.length) : t.witnessedNone;
  return (
    <ol class="ladder">
      <Rung place={1} reached title={t.self} chip={pinned ? t.yours : t.passed}>
        <p class="t12">{t.selfMore(checkpoint.origin)}</p>
      </Rung>
      <Rung place={2} reached={witnessed} title={t.witnessed} chip={witnessed ? t.quorum : witnesses.length > 0 ? t.saidOnly : t.none}>
        <p class="t12">{said}</p>
        <Witnesses witnesses={witnesses} />
      </Rung>
      <Rung place={3} reached={false} title={t.chain} chip={chipOf(anchors)}>
        {anchors.length === 0 && <p class="t12">{t.chainNone}</p>}
        {anchors.map((anchor) => (
          <p class="t12" key={String(anchor.chain)}>
            {(anchor.public ? t.chainPublic : t.chainPrivate)(String(anchor.block), String(anchor.chain))}
          </p>
        ))}
      </Rung>
    </ol>
  );
}

function chipOf(anchors: readonly Anchor[]): string {
  const t = words().rung;
  if (anchors.length === 0) return t.none;
  return anchors.some((anchor) => anchor.public) ? t.notChecked : t.own;
}

function Rung(props: { place: number; reached: boolean; title: string; chip: string; children: ComponentChildren }) {
  return (
    <li class={props.reached ? "is-reached" : "is-stopped"}>
      <span class="rung">{props.reached ? <Icon name="check" /> : props.place}</span>
      <div>
        <h4>{props.title}</h4>
        {props.children}
      </div>
      <span class={`chip ${props.reached ? "chip-ok" : ""}`}>{props.chip}</span>
    </li>
  );
}

function Witnesses({ witnesses }: { witnesses: readonly Cosigned[] }) {
  const t = words().rung;
  if (witnesses.length === 0) return null;
  return (
    <ul class="t12 said-by">
      {witnesses.map((one) => (
        <li key={one.key.text}>
          <Icon name={one.trusted ? "check" : "base"} class={`i-12 ${one.trusted ? "is-ok" : ""}`} />
          <span>
            <b>{one.name}</b>
            {shared().clause}
            {one.trusted ? t.trusted : t.untrusted}
            {one.at ? `${shared().clause}${t.at(secondsTime(one.at))}` : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What the reader could do to trust fewer people. */
export function Raises({ outcome }: { outcome: Verified }) {
  const t = words();
  return (
    <div class="vstack raises">
      <h3>{t.raise}</h3>
      <ul class="t12 soft vstack">
        {outcome.raises.map((one) => (
          <li key={one} data-raise={one}>
            {t.raises[one]}
          </li>
        ))}
      </ul>
    </div>
  );
}
