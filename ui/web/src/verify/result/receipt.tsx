/** What came of a receipt: whether the log kept its word to seal what it took. */

import { useId } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import { shared } from "../../shared/words";
import { deskKeys } from "../desk";
import type { CheckedReceipt } from "../files";
import { due, type Merged, type Receipt } from "../proof/receipt";
import { microTime, plainTime, Say, told } from "../say";
import { words } from "../words";
import { because } from "./because";
import { valueOf } from "./fields";

type Look = "good" | "bad" | "unknown";
const LOOK: Record<Merged, Look> = {
  "in-time": "good", genuine: "unknown", pending: "unknown", unclear: "unknown",
  late: "bad", "other-content": "bad", missing: "bad", "not-a-receipt": "bad", "wrong-log": "bad", "bad-signature": "bad",
};

export function ReceiptResult(props: { file: CheckedReceipt; onRemove(): void; onAsk?(receipt: Receipt): void }) {
  const t = words();
  const id = useId();
  const offline = useSignal(deskKeys) === "offline";
  const { name, claim } = props.file;
  const { receipt, merged } = claim;
  const look = LOOK[merged];
  const kind = receipt ? t.kind[receipt.kind] : "";
  const by = receipt ? told(due(receipt), t.byDay) : "";
  const sealed = claim.record?.fields.get("sealed");
  return (
    <article class={`card result ${look === "good" ? "result-ok" : look === "bad" ? "result-bad" : ""}`} aria-labelledby={id}>
      <div class="verdict">
        <div class="hstack">
          <p class={`verdict-line ${look === "good" ? "is-ok" : look === "bad" ? "is-crit" : "is-info"}`}>
            <Icon name={look === "good" ? "shield" : look === "bad" ? "harm" : "wait"} class="i-20" />
            {t.claim.title[look]}
          </p>
          <span class="t12 muted clip push">{name}</span>
          <button class="btn btn-quiet btn-icon" aria-label={t.remove(name)} onClick={props.onRemove}>
            <Icon name="x" />
          </button>
        </div>
        <h2 class="say-it" id={id} data-merged={merged}>
          <Say text={t.claim[merged](kind, by, told(sealed, t.onDay))} />
        </h2>
        {merged === "genuine" && <p class="under">{offline ? t.claim.hints.genuineOffline : t.claim.hints.genuine}</p>}
        {!props.file.keyed && <p class="under">{t.claim.hints.noKey}</p>}
        {claim.why && (
          <p class="t12 muted">
            {t.reason} <code>{merged}</code>
            {shared().colon}
            {because(claim.why)}
          </p>
        )}
        {receipt && props.onAsk && merged !== "bad-signature" && merged !== "wrong-log" && (
          <button class="btn self-start" onClick={() => props.onAsk!(receipt)}>
            {t.claim.ask}
          </button>
        )}
      </div>
      {receipt && <Holds receipt={receipt} />}
    </article>
  );
}

function Holds({ receipt }: { receipt: Receipt }) {
  const t = words();
  const rows: [string, string][] = [
    [t.field["at"]!, plainTime(receipt.at)],
    ...[...receipt.fields].map(([name, value]): [string, string] => [t.field[name] ?? name, valueOf(name, value)]),
    [t.field["ref"]!, receipt.ref],
    [t.claim.taken, plainTime(receipt.taken)],
    [t.claim.due, microTime(due(receipt))],
  ];
  return (
    <div class="v-grid v-one">
      <section class="v-cell">
        <h3>{t.claim.holds}</h3>
        <table class="shown" aria-label={t.claim.holds}>
          <tbody>
            {rows.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="wrap">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
