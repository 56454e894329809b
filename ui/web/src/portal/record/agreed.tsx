/** What the customer agreed to: every yes and no, in the words that were shown, with its proof. */

import { useEffect, useState } from "preact/hooks";
import type { components } from "../../shared/api";
import { Icon } from "../../shared/parts/icon";
import { SealMark } from "../../shared/parts/marks";
import { complain } from "../../shared/parts/toast";
import type { Seal } from "../../shared/shapes";
import { api, save, take } from "../../shared/trust/api";
import { Evidence, SealWords } from "../evidence";
import { home } from "../load";
import { useSignal } from "../../shared/signal";
import { day } from "../say";
import { words } from "../words";

type Moment = components["schemas"]["ConsentMoment"];

const ICON = { given: "check", changed: "check", withdrawn: "x", expired: "wait", objected: "x" } as const;

export function Agreed() {
  const t = words().agreed;
  const [moments, set] = useState<readonly Moment[] | null>(null);
  // Asked for again when the first page changed, which it does by itself.
  const fresh = useSignal(home)?.consents.map((c) => `${c.id} ${c.state} ${c.seal}`).join();
  useEffect(() => {
    take(api.GET("/api/portal/consents")).then((answer) => set(answer.items), complain);
  }, [fresh]);
  return (
    <>
      <div class="vstack">
        <h1 tabIndex={-1}>{t.title}</h1>
        <p class="lead">{t.lead}</p>
        <SealWords />
      </div>
      {moments?.length === 0 && <p class="soft">{t.none}</p>}
      {moments && moments.length > 0 && (
        <ol class="card moments">
          {moments.map((moment) => (
            <MomentRow key={`${moment.id} ${moment.state}`} moment={moment} />
          ))}
        </ol>
      )}
    </>
  );
}

function MomentRow({ moment }: { moment: Moment }) {
  const t = words();
  const [label] = t.purpose[moment.purpose];
  const record = () =>
    void save(`/api/consents/${moment.id}/record`, `consent-${moment.id.slice(-8)}.jsonld`).catch(complain);
  return (
    <li class="vstack">
      <p class={`hstack moment is-${moment.state}`}>
        <Icon name={ICON[moment.state]} class="i-20" />
        <b>{label}</b>
      </p>
      <p>{said(moment)}</p>
      {moment.words && (
        <blockquote class="words-shown" lang={moment.language === "zh" ? "zh-Hans" : "en"}>
          <span class="t12 muted">{t.agreed.shown}</span>
          <span class="pre">{moment.words}</span>
        </blockquote>
      )}
      <div class="hstack wrap">
        <SealMark seal={moment.seal as Seal} />
        <span class="push" />
        <Evidence thing={{ of: "consents", id: moment.id, what: label, seal: moment.seal as Seal }} />
        <button class="linkish" aria-label={t.agreed.recordOf(label)} onClick={record}>
          {t.agreed.record}
        </button>
      </div>
    </li>
  );
}

function said(moment: Moment): string {
  const t = words().agreed;
  const [from, until] = [day(moment.given_at), day(moment.valid_until)];
  const ended = moment.withdrawn_at ? day(moment.withdrawn_at) : "";
  switch (moment.state) {
    case "given":
    case "changed":
    case "expired":
      return t.said[moment.state](from, until);
    case "withdrawn":
      return t.said.withdrawn(from, ended);
    case "objected":
      return t.said.objected(ended || from);
  }
}
