/** A link was opened: say what will happen, name the device, bind it. */

import { useEffect, useState } from "preact/hooks";
import { Icon } from "../shared/parts/icon";
import { device } from "../shared/trust/device";
import { deviceName } from "../shared/trust/fingerprint";
import { enrol, Refused, Unreachable } from "../shared/trust/session";
import { Frame } from "./frame";
import type { Bound } from "./app";
import { words } from "./words";

type State =
  | { kind: "ready" }
  | { kind: "making" | "made" | "bound" }
  | { kind: "declined" | "used" | "unreached" }
  | { kind: "failed"; why: string };

export function Bind(props: { token: string; onBound(as: Bound): void; onUsed(): void }) {
  const t = words();
  const [name, setName] = useState(deviceName);
  const [state, set] = useState<State>({ kind: "ready" });
  const [before, setBefore] = useState(false);
  useEffect(() => {
    void Promise.all([device("desk"), device("portal")]).then((found) => setBefore(found.some(Boolean)));
  }, []);
  if (state.kind === "used") return <Used />;
  if (state.kind === "declined") {
    return (
      <Frame title={t.notMine}>
        <p class="lead">{t.notMineSaid}</p>
      </Frame>
    );
  }
  const begin = async () => {
    set({ kind: "making" });
    try {
      const given = await enrol(props.token, name.trim() || deviceName(), (kind) => set({ kind }));
      props.onBound(given.role === "customer" ? "portal" : "desk");
    } catch (error) {
      if (error instanceof Unreachable) set({ kind: "unreached" });
      else if (error instanceof Refused && error.has("bad-token")) {
        props.onUsed();
        set({ kind: "used" });
      } else set({ kind: "failed", why: error instanceof Error ? error.message : String(error) });
    }
  };
  const busy = state.kind === "making" || state.kind === "made" || state.kind === "bound";
  return (
    <Frame
      title={t.title}
      footer={
        <>
          <span class="t12 muted">{t.once}</span>
          <span class="push" />
          <button class="btn btn-quiet" disabled={busy} onClick={() => set({ kind: "declined" })}>
            {t.notMine}
          </button>
        </>
      }
    >
      <p class="lead">{t.lead}</p>
      <ol class="facts" aria-label={t.steps}>
        <Step done={state.kind === "made" || state.kind === "bound"} what={t.made} more={t.madeMore} />
        <Step done={state.kind === "made" || state.kind === "bound"} what={t.stored} more={t.storedMore} />
        <Step done={state.kind === "bound"} what={t.bind} more={t.bindMore} />
      </ol>
      {before && <p class="t12 soft">{t.replaces}</p>}
      <form
        class="vstack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void begin();
        }}
      >
        <div class="field">
          <label for="name">{t.name}</label>
          <input
            class="input"
            id="name"
            maxLength={80}
            value={name}
            autoComplete="off"
            aria-describedby="name-more"
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <span class="t12 muted" id="name-more">
            {t.nameMore}
          </span>
        </div>
        {state.kind === "unreached" && <Trouble title={t.notReached} more={t.notReachedMore} />}
        {state.kind === "failed" && <Trouble title={t.notDone} more={state.why} />}
        <button class="btn btn-primary btn-l" data-testid="enrol" aria-disabled={busy}>
          <Icon name="key" class="i-20" />
          {busy ? t.going : state.kind === "ready" ? t.go : t.tryAgain}
        </button>
      </form>
    </Frame>
  );
}

function Step(props: { done: boolean; what: string; more: string }) {
  return (
    <li>
      <span class={props.done ? "is-ok" : "muted"}>
        <Icon name={props.done ? "check" : "key"} />
      </span>
      <span>{props.what}</span>
      <span class="t12 muted">{props.done ? props.more : words().waiting}</span>
    </li>
  );
}

export function Trouble(props: { title: string; more: string }) {
  return (
    <div class="trouble" role="alert">
      <Icon name="harm" />
      <div>
        <b>{props.title}</b>
        <p class="soft">{props.more}</p>
      </div>
    </div>
  );
}

/** A link that is spent: what that means, and the ways on. */
function Used() {
  const t = words();
  const [bound, setBound] = useState<Bound | null>(null);
  useEffect(() => {
    void (async () => {
      if (await device("desk")) setBound("desk");
      else if (await device("portal")) setBound("portal");
    })();
  }, []);
  return (
    <Frame title={t.used}>
      <p class="lead">{t.usedMore}</p>
      {bound && <p class="lead">{t.usedHere}</p>}
      {bound && (
        <a class="btn btn-primary btn-l" href={bound === "desk" ? "/" : "/portal"}>
          {bound === "desk" ? t.toDesk : t.toPortal}
        </a>
      )}
      <a class={`btn btn-l ${bound ? "" : "btn-primary"}`} href="/enrol">
        {t.getLink}
      </a>
    </Frame>
  );
}
