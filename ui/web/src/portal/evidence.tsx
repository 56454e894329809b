/** What a customer can take away to show: the receipt at once, and a proof that shows what they choose. */

import { useState } from "preact/hooks";
import { Dialog } from "../shared/parts/dialog";
import { complain, toast } from "../shared/parts/toast";
import type { Seal } from "../shared/shapes";
import { save } from "../shared/trust/api";
import { saveProof } from "./say";
import { words } from "./words";

export type Of = "promises" | "consents";
export type Shown = "little" | "most" | "all";

interface Thing {
  of: Of;
  id: string;
  /** What it is, for whoever listens instead of looking. */
  what: string;
  seal: Seal;
}

// Enough to see what was promised or agreed to, when, and how that ended.
const LITTLE: Record<Of, string> = { promises: "time,promise,ref", consents: "time,purpose,ref" };
const MORE: Record<Of, string> = {
  promises: "ticket,calendar,grace,reason",
  consents: "recipient,channel,notice,language,replaces",
};

/** The query that opens just these fields; the desk itself hides the person by default. */
export function showing(of: Of, shown: Shown): string {
  if (shown === "most") return "";
  const names = shown === "little" ? LITTLE[of] : `${LITTLE[of]},${MORE[of]},person`;
  return `?show=${encodeURIComponent(names)}`;
}

export function Evidence({ thing }: { thing: Thing }) {
  const t = words().evidence;
  const [choosing, choose] = useState(false);
  const name = `${thing.of === "promises" ? "promise" : "consent"}-${thing.id.slice(-8)}`;
  const receipt = () =>
    save(`/api/${thing.of}/${thing.id}/receipt`, `${name}.receipt`).then(
      () => toast({ kind: "ok", title: t.receiptSaved, more: t.receiptMore }),
      complain,
    );
  return (
    <>
      <button class="linkish" aria-label={t.receiptOf(thing.what)} onClick={() => void receipt()}>
        {t.receipt}
      </button>
      {thing.seal !== "pending" && (
        <button class="linkish" aria-label={t.chooseOf(thing.what)} onClick={() => choose(true)}>
          {t.choose}
        </button>
      )}
      {choosing && <Choice thing={thing} name={name} onClose={() => choose(false)} />}
    </>
  );
}

const CHOICES: readonly Shown[] = ["little", "most", "all"];

function Choice(props: { thing: Thing; name: string; onClose(): void }) {
  const t = words().evidence;
  const { of, id } = props.thing;
  const [shown, show] = useState<Shown>("most");
  return (
    <Dialog
      title={t.title}
      onClose={props.onClose}
      footer={
        <button
          class="btn btn-primary btn-l push"
          onClick={() => {
            saveProof(`/api/${of}/${id}/proof${showing(of, shown)}`, props.name);
            props.onClose();
          }}
        >
          {t.save}
        </button>
      }
    >
      <fieldset class="vstack choices">
        <legend class="soft">{t.lead}</legend>
        {CHOICES.map((one) => (
          <label key={one} class={`choice ${one === shown ? "is-on" : ""}`}>
            <input type="radio" name="shown" checked={one === shown} onChange={() => show(one)} />
            <span>
              <b>{t.shown[one][0]}</b>
              <span class="t12 soft">{of === "promises" ? t.shown[one][1] : t.shown[one][2]}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}

/** What the words beside the three notches mean. */
export function SealWords() {
  const t = words().evidence;
  return (
    <details class="read-in">
      <summary>{t.means}</summary>
      <dl class="means t12">
        {(Object.keys(t.seal) as Seal[]).map((seal) => (
          <div key={seal}>
            <dt>{t.sealWord[seal]}</dt>
            <dd class="soft">{t.seal[seal]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
