/** What was promised on a ticket: how long it still runs, and how far its proof has come. */

import { Chip } from "../../shared/parts/basics";
import { DueRing, useNow } from "../../shared/parts/due";
import { SealMark } from "../../shared/parts/marks";
import type { Detail, Promised } from "../../shared/shapes";
import { count, dayAndClock, stamp } from "../../shared/time";
import { type Excuse, saveProof, saveReceipt, settle } from "../ticket/acts";
import { Menu, Pick } from "../ticket/menu";
import { words } from "../words";
import { Section } from "./section";

export function Promises({ detail }: { detail: Detail }) {
  const t = words().promises;
  // What still runs first, the nearest on top; then what was settled, the newest on top.
  const order = [...detail.promises].sort((a, b) => {
    if ((a.state === "running") !== (b.state === "running")) return a.state === "running" ? -1 : 1;
    const by = Date.parse(a.due_at) - Date.parse(b.due_at);
    return a.state === "running" ? by : -by;
  });
  return (
    <Section name="promises" title={t.title}>
      {order.length === 0 && <p class="t12 muted">{t.none}</p>}
      <ul class="promises">
        {order.map((promise) => (
          <Item key={promise.id} promise={promise} number={words().number(detail.ticket.number)} />
        ))}
      </ul>
    </Section>
  );
}

function name(promise: Promised, now: number): string {
  const when = dayAndClock(Date.parse(promise.due_at), now);
  const { by } = words().promises;
  if (promise.kind === "first-reply") return by["first-reply"](when);
  if (promise.kind === "resolution") return by.resolution(when);
  return promise.words || when;
}

/** The first reply and the resolution are kept by doing them; they can only be excused. */
function saidByAgent(promise: Promised): boolean {
  return promise.kind !== "first-reply" && promise.kind !== "resolution";
}

function excuses(): [Excuse, string][] {
  const { excused } = words().promises;
  return (Object.keys(excused) as (keyof typeof excused)[])
    .filter((reason) => reason !== "erased")
    .map((reason) => [reason as Excuse, excused[reason]]);
}

function Item({ promise, number }: { promise: Promised; number: string }) {
  const t = words().promises;
  const now = useNow();
  const settledAt = promise.settled_at ? stamp(Date.parse(promise.settled_at), now) : "";
  return (
    <li class="prom">
      <span class="prom-name">{name(promise, now)}</span>
      {promise.state === "running" && <DueRing dueAt={promise.due_at} madeAt={promise.made_at} />}
      {promise.state === "kept" && (
        <Chip kind="ok" icon="check">
          {t.kept(settledAt)}
        </Chip>
      )}
      {promise.state === "excused" && <Chip kind="line">{t.excused[promise.excuse ?? "erased"]}</Chip>}
      {promise.state === "broken" && (
        <Chip kind="crit" icon="x">
          {t.broken}
        </Chip>
      )}
      <span class="line2">
        <SealMark
          seal={promise.seal}
          more={promise.index === null || promise.index === undefined ? "" : t.record(count(promise.index))}
        />
        <span class="push" />
        {promise.state === "running" && (
          <Menu class="btn btn-quiet btn-s" label={t.settle} title={name(promise, now)}>
            {(close) => (
              <Pick
                options={[...(saidByAgent(promise) ? ([["kept", t.markKept], ["broken", t.markBroken]] as const) : []), ...excuses()]}
                now={(saidByAgent(promise) ? "kept" : "customer-withdrew") as "kept" | "broken" | Excuse}
                why
                lead={t.settleMore}
                apply={t.settle}
                onApply={(how, why) => settle(promise.id, how, why)}
                close={close}
              />
            )}
          </Menu>
        )}
        <button class="link" onClick={() => saveReceipt(promise.id, `${number}-${promise.kind}`)}>
          {t.receipt}
        </button>
        {promise.seal !== "pending" && (
          <button class="link" data-testid="proof" onClick={() => saveProof("promises", promise.id, `${number}-${promise.kind}`)}>
            {t.proof}
          </button>
        )}
      </span>
    </li>
  );
}
