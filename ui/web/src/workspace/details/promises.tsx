/** What was promised on a ticket: how long it still runs, and how far its proof has come. */

import { Chip } from "../../shared/parts/basics";
import { DueRing, useNow } from "../../shared/parts/due";
import { SealMark } from "../../shared/parts/marks";
import type { Detail, Promised } from "../../shared/shapes";
import { count, dayAndClock, stamp } from "../../shared/time";
import { saveProof, settle } from "../ticket/acts";
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
        {promise.state === "running" && promise.kind === "stated" && (
          <Menu class="btn btn-quiet btn-s" label={t.settle} title={promise.words}>
            {(close) => (
              <Pick
                options={[["kept", t.markKept], ["broken", t.markBroken]]}
                now={"kept" as "kept" | "broken"}
                why
                lead={t.settleMore}
                apply={t.settle}
                onApply={(how, why) => settle(promise.id, how, why)}
                close={close}
              />
            )}
          </Menu>
        )}
        {promise.seal !== "pending" && (
          <button class="link" data-testid="proof" onClick={() => saveProof("promises", promise.id, `${number}-${promise.kind}`)}>
            {t.proof}
          </button>
        )}
      </span>
    </li>
  );
}
