/** Where a one-time link binds a browser, and where browsers without one learn how. */

import { useEffect, useState } from "preact/hooks";
import { AskForLink } from "../portal/link";
import { lang } from "../shared/i18n";
import { Icon } from "../shared/parts/icon";
import { SetUp } from "../shared/parts/step-up";
import { Toasts } from "../shared/parts/toast";
import { useSignal } from "../shared/signal";
import { device } from "../shared/trust/device";
import { Bind, Trouble } from "./bind";
import { unfit, wayOf, type Unfit } from "./fit";
import { Frame } from "./frame";
import { words } from "./words";

export type Bound = "desk" | "portal";

type View =
  | { kind: "looking" }
  | { kind: "cannot"; why: Unfit; token: boolean }
  | { kind: "link"; token: string }
  | { kind: "second" }
  | { kind: "bound"; slots: Bound[] }
  | { kind: "stranger" };

/** Takes the token out of the address bar, so that it is neither kept nor shown there. */
const forget = (): void => history.replaceState(null, "", location.pathname);

async function look(): Promise<View> {
  const token = decodeURIComponent(location.hash.slice(1));
  const why = await unfit();
  if (why) return { kind: "cannot", why, token: token !== "" };
  if (token) return { kind: "link", token };
  const slots: Bound[] = [];
  if (await device("desk")) slots.push("desk");
  if (await device("portal")) slots.push("portal");
  return slots.length ? { kind: "bound", slots } : { kind: "stranger" };
}

export function App() {
  useSignal(lang);
  const t = words();
  const [view, set] = useState<View>({ kind: "looking" });
  useEffect(() => {
    const again = () => void look().then(set);
    again();
    // Another link pasted over this page changes nothing but the fragment.
    addEventListener("hashchange", again);
    return () => removeEventListener("hashchange", again);
  }, []);
  useEffect(() => void (document.title = `${t.title} · Veridesk`), [t]);
  return (
    <>
      <Shown view={view} set={set} />
      <Toasts />
    </>
  );
}

function Shown({ view, set }: { view: View; set(view: View): void }) {
  const t = words();
  switch (view.kind) {
    case "looking":
      return null;
    case "cannot":
      return (
        <Frame title={t.cannot}>
          <p class="lead">{t.why[view.why]}</p>
          {view.token && (
            <p class="kept">
              <Icon name="check" />
              {t.kept}
            </p>
          )}
        </Frame>
      );
    case "link":
      return (
        <Bind
          key={view.token}
          token={view.token}
          onUsed={forget}
          onBound={(as) => {
            forget();
            if (as === "portal") location.replace("/portal");
            else set({ kind: "second" });
          }}
        />
      );
    case "second":
      return <Second />;
    case "bound":
      return (
        <Frame title={t.bound}>
          <p class="lead">{t.boundMore}</p>
          {view.slots.map((slot, i) => (
            <a key={slot} class={`btn btn-l ${i ? "" : "btn-primary"}`} href={slot === "desk" ? "/" : "/portal"}>
              {slot === "desk" ? t.toDesk : t.toPortal}
            </a>
          ))}
          <Paste />
        </Frame>
      );
    case "stranger":
      return <Stranger />;
  }
}

function Second() {
  const t = words();
  return (
    <Frame
      title={t.second}
      footer={
        <>
          <span class="t12 muted">{t.secondLaterMore}</span>
          <span class="push" />
          <a class="btn btn-quiet" data-testid="later" href="/">
            {t.secondLater}
          </a>
        </>
      }
    >
      <p class="kept">
        <Icon name="check" />
        {t.done}
      </p>
      <p class="lead">{t.secondLead}</p>
      <SetUp done={() => location.replace("/")} />
    </Frame>
  );
}

function Stranger() {
  const t = words();
  return (
    <Frame
      title={t.getLink}
      footer={
        <span class="t12 soft">
          {t.verify} <a href="/verify">{t.verifyPage}</a>
        </span>
      }
    >
      <section class="vstack" aria-labelledby="staff">
        <h2 id="staff">{t.staff}</h2>
        <p class="lead">{t.staffMore}</p>
        <Paste />
      </section>
      <hr />
      <section class="vstack" aria-labelledby="customer">
        <h2 id="customer">{t.customer}</h2>
        <AskForLink />
      </section>
    </Frame>
  );
}

function Paste() {
  const t = words();
  const [pasted, setPasted] = useState("");
  const [bad, setBad] = useState(false);
  return (
    <form
      class="vstack"
      onSubmit={(event) => {
        event.preventDefault();
        const way = wayOf(pasted);
        if (way) location.href = way;
        else setBad(true);
      }}
    >
      <div class="field">
        <label for="pasted">{t.paste}</label>
        <div class="hstack">
          <input
            class="input mono"
            id="pasted"
            autoComplete="off"
            spellcheck={false}
            value={pasted}
            aria-invalid={bad}
            onInput={(event) => {
              setBad(false);
              setPasted(event.currentTarget.value);
            }}
          />
          <button class="btn">{t.open}</button>
        </div>
      </div>
      {bad && <Trouble title={t.badLink} more="" />}
    </form>
  );
}
