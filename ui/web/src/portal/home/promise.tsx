/** One promise as a customer sees it: running, kept or not, and how far it is sealed. */

import { Ring, useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { SealMark } from "../../shared/parts/marks";
import type { Promised } from "../../shared/shapes";
import { due, spanInWords } from "../../shared/time";
import { Evidence } from "../evidence";
import { ProofButton, Say, when } from "../say";
import { words } from "../words";

const LOOK = { running: "", kept: "is-kept", broken: "is-broken", excused: "" } as const;
const ICON = { kept: "check", broken: "x", excused: "base" } as const;

/** `full`: with its receipt, and a choice of what its proof shows. */
export function PromiseBox({ promise, full }: { promise: Promised; full?: boolean }) {
  const t = words().promise;
  const now = useNow();
  const dueAt = Date.parse(promise.due_at);
  const by = when(dueAt, now);
  // What an agent wrote is shown in the agent's words, whatever it is about.
  const kind = promise.kind === "call-back" || promise.kind === "refund" ? "stated" : promise.kind;
  const said = t[promise.state][kind](by, promise.words);
  const running = due(dueAt, Date.parse(promise.made_at), now);
  const over = promise.state === "running" && running.level === "over";
  return (
    <div class="vstack">
      <div class={`prom-box ${LOOK[promise.state]} ${over ? "is-over" : ""}`}>
        {promise.state === "running" && <Ring share={running.share} />}
        {promise.state !== "running" && <Icon name={ICON[promise.state]} />}
        <div>
          <p>
            <Say text={said} />
          </p>
          <p class="t12 soft">{note(promise, now)}</p>
        </div>
      </div>
      <div class="hstack wrap">
        <SealMark seal={promise.seal} />
        <span class="push" />
        {full ? (
          <Evidence thing={{ of: "promises", id: promise.id, what: said.replaceAll("*", ""), seal: promise.seal }} />
        ) : promise.seal !== "pending" && (
          <ProofButton
            path={`/api/promises/${promise.id}/proof`}
            name={`promise-${promise.id.slice(-8)}`}
            of={said.replaceAll("*", "")}
          />
        )}
      </div>
    </div>
  );
}

function note(promise: Promised, now: number): string {
  const t = words().promise;
  const left = Date.parse(promise.due_at) - now;
  if (promise.state === "running") return left > 0 ? t.left(long(left)) : t.over(long(left));
  const settled = promise.settled_at ? when(Date.parse(promise.settled_at), now) : "";
  if (promise.state === "excused") return t.excuse[promise.excuse ?? "erased"];
  return promise.state === "kept" ? t.at(settled) : t.broke(settled);
}

const DAY = 86_400_000;

/** Hours and minutes, or whole days where nobody counts hours. */
function long(ms: number): string {
  const days = Math.floor(Math.abs(ms) / DAY);
  return days >= 2 ? words().promise.days(days) : spanInWords(ms);
}

/** What matters now first: what runs, by when it is due; then the latest that ended. */
export function inOrder(promises: readonly Promised[]): Promised[] {
  return [...promises].sort((a, b) => {
    const runs = Number(b.state === "running") - Number(a.state === "running");
    if (runs) return runs;
    if (a.state === "running") return a.due_at.localeCompare(b.due_at);
    return (b.settled_at ?? "").localeCompare(a.settled_at ?? "");
  });
}
