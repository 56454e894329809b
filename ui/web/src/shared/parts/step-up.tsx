/** Asks for the second proof when the desk does, and sets it up the first time. */

import { useEffect, useState } from "preact/hooks";
import { placeName } from "../i18n";
import { signal, useSignal } from "../signal";
import type { Me, Token } from "../shapes";
import { api, onStepUp, take } from "../trust/api";
import { drop, hold, Refused } from "../trust/session";
import { shared } from "../words";
import { Dialog } from "./dialog";
import { Icon } from "./icon";
import { complain } from "./toast";

interface Asking {
  problem: Refused | null;
  answer(proved: boolean): void;
}

const asking = signal<Asking | null>(null);

/** Asks the person for a code; true once the desk has accepted one. */
export function askStepUp(problem: Refused | null = null): Promise<boolean> {
  // One dialog at a time: whoever comes second waits for the same answer.
  const open = asking.value;
  return new Promise((done) => {
    const answer = (proved: boolean) => {
      open?.answer(proved);
      asking.value = null;
      done(proved);
    };
    asking.value = { problem: problem ?? open?.problem ?? null, answer };
  });
}

/** Draw once in each page whose people have a second proof. */
export function StepUp() {
  useEffect(() => onStepUp(askStepUp), []);
  const now = useSignal(asking);
  return now && <Ask asking={now} />;
}

function Ask({ asking: { problem, answer } }: { asking: Asking }) {
  const t = shared().stepUp;
  const [me, setMe] = useState<Me | null>(null);
  useEffect(() => void take(api.GET("/api/me")).then(setMe, complain), []);
  // Once it is set up, the desk may still want the next code.
  const again = async () => {
    try {
      const now = await take(api.GET("/api/me"));
      if (now.assurance >= 2) answer(true);
      else setMe(now);
    } catch (error) {
      complain(error);
    }
  };
  const reasons = [...(problem?.problem.reasons ?? []), ...(me?.reasons ?? [])];
  const because = reasons.map((r) => t.because[r]).find(Boolean) ?? t.lead;
  const elsewhere = reasons.includes("new-place") || reasons.includes("impossible-travel");
  const quiet = (
    <>
      <span class="push" />
      <button class="btn btn-quiet btn-s" onClick={() => answer(false)}>
        {me?.masked ? t.keepMasked : shared().cancel}
      </button>
    </>
  );
  if (me && !me.totp) {
    return (
      <Dialog title={t.setUp} onClose={() => answer(false)} footer={quiet}>
        {problem && <p class="lead">{because}</p>}
        <SetUp done={() => void again()} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t.title} onClose={() => answer(false)} footer={quiet}>
      <p class="lead">{because}</p>
      {me && (
        <ul class="facts">
          <li>
            <span class="is-ok">
              <Icon name="device" />
            </span>
            <span class="clip">{me.device_name}</span>
            <span class="t12 muted">{t.keyMatches}</span>
          </li>
          <li>
            <span class={elsewhere ? "is-warn" : "is-ok"}>
              <Icon name="globe" />
            </span>
            <span class="clip">{me.place ? placeName(me.place) : t.unknownPlace}</span>
            <span class={`t12 ${elsewhere ? "is-warn" : "muted"}`}>
              {elsewhere ? t.placeNew : me.place && t.placeKnown}
            </span>
          </li>
        </ul>
      )}
      <CodeForm
        send={async (code) => hold(await take(api.POST("/api/step-up", { body: { code } })))}
        done={() => answer(true)}
      />
    </Dialog>
  );
}

/** As long as a secret: what comes later than the page must not push its buttons away. */
const NOT_YET = "A".repeat(32);

/** First use: a secret, its picture, and one code that shows the app has it. */
export function SetUp(props: { done(): void }) {
  const t = shared().stepUp;
  const [totp, setTotp] = useState<{ secret: string; qr: string } | null>(null);
  useEffect(() => void take(api.POST("/api/totp/begin")).then(setTotp, complain), []);
  return (
    <>
      <p class="lead">{t.setUpLead}</p>
      <div class="totp" aria-busy={!totp}>
        {totp ? <img class="qr" src={totp.qr} alt={t.qr} width={168} height={168} /> : <span class="qr" />}
        <div class="vstack">
          <span class="t12 muted">{t.secret}</span>
          <code class="secret">{(totp?.secret ?? NOT_YET).replace(/(.{4})(?=.)/g, "$1 ")}</code>
        </div>
      </div>
      <CodeForm
        send={async (code) => {
          const given = await take<unknown>(api.POST("/api/totp/confirm", { body: { code } }));
          // A desk that answers with a token has taken this code for the step-up as well.
          if (given) hold(given as Token);
          else drop();
        }}
        done={props.done}
      />
    </>
  );
}

function CodeForm(props: { send(code: string): Promise<void>; done(): void }) {
  const t = shared().stepUp;
  const [code, setCode] = useState("");
  const [state, setState] = useState<"typing" | "checking" | "wrong">("typing");
  const submit = async () => {
    setState("checking");
    try {
      await props.send(code);
      props.done();
    } catch (error) {
      if (error instanceof Refused && error.status < 500) {
        setCode("");
        setState("wrong");
      } else {
        setState("typing");
        complain(error);
      }
    }
  };
  return (
    <form
      class="vstack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class="field">
        <label for="step-code">{t.code}</label>
        <input
          class="input code"
          id="step-code"
          value={code}
          onInput={(e) => {
            setState("typing");
            setCode(e.currentTarget.value.replace(/\D/g, "").slice(0, 6));
          }}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          aria-invalid={state === "wrong"}
          aria-describedby={state === "wrong" ? "step-err" : undefined}
        />
        {state === "wrong" && (
          <span class="err" id="step-err" role="alert">
            <Icon name="harm" class="i-12" />
            {t.codeWrong}
          </span>
        )}
      </div>
      <button class="btn btn-primary btn-l" disabled={code.length !== 6 || state === "checking"}>
        <Icon name="key" class="i-20" />
        {state === "checking" ? t.checking : t.confirm}
      </button>
    </form>
  );
}
