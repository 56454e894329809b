/** An empty list: nothing to do, nothing that matches, or a desk that is new. */

import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { complain } from "../../shared/parts/toast";
import type { Demo } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { api, take } from "../../shared/trust/api";
import { listen } from "../../shared/trust/live";
import { PLAIN, query } from "../list/load";
import type { ListView } from "../route";
import { counts, unlessRefused } from "../state";
import { takeMostUrgent } from "../ticket/acts";
import { words } from "../words";

export function EmptyList(props: { view: ListView; filtered: boolean }) {
  const t = words().list;
  const all = useSignal(counts);
  const isNew = useIsNew(props.view, all["all"] === 0);
  if (props.filtered) {
    return (
      <div class="empty">
        <svg viewBox="0 0 64 48" aria-hidden="true">
          <path d="M28 36a14 14 0 1 0 0-28 14 14 0 0 0 0 28zM38 32l12 11" />
          <path class="acc" d="M22 22h12" />
        </svg>
        <h3>{t.noMatch}</h3>
        <button class="btn" onClick={() => (query.value = PLAIN)}>
          {t.clear}
        </button>
      </div>
    );
  }
  if (isNew) return <NewDesk />;
  const unassigned = all["unassigned"] ?? 0;
  return (
    <div class="empty">
      <Tray />
      <h3>{props.view === "mine" ? t.nothing : t.none}</h3>
      {props.view === "mine" && unassigned > 0 && (
        <>
          <p>{t.nothingMore(unassigned)}</p>
          <button class="btn" onClick={() => void takeMostUrgent()}>
            {t.take} <kbd class="kbd">G</kbd>
          </button>
        </>
      )}
    </div>
  );
}

/** Whether the desk holds no ticket at all, closed ones included. */
function useIsNew(view: ListView, noneLive: boolean): boolean {
  const [isNew, setNew] = useState(false);
  useEffect(() => {
    if (!noneLive) return setNew(false);
    const query = { view: "all" };
    take(api.GET("/api/tickets", { params: { query } })).then(
      ({ items }) => setNew(items.length === 0),
      unlessRefused,
    );
  }, [view, noneLive]);
  return isNew;
}

const Tray = () => (
  <svg viewBox="0 0 64 48" aria-hidden="true">
    <path d="M8 30h14l3 5h14l3-5h14M8 30l6-18h36l6 18v12H8z" />
    <path class="acc" d="M25 20l5 5 9-10" />
  </svg>
);

/** Offers the sample day, and shows how far it is. */
function NewDesk() {
  const t = words().demo;
  const [demo, setDemo] = useState<Demo | null>(null);
  useEffect(() => {
    void take(api.GET("/api/demo")).then(setDemo, unlessRefused);
    return listen((event) => {
      if (event.topic === "demo") setDemo(event.body as Demo);
    });
  }, []);
  const start = async () => {
    setDemo({ running: true, steps: [] });
    try {
      await api.POST("/api/demo");
    } catch (error) {
      setDemo(null);
      complain(error);
    }
  };
  return (
    <div class="empty">
      <Tray />
      <h3>{demo?.running ? t.running : t.title}</h3>
      <p>{t.lead}</p>
      {!demo?.running && (
        <button class="btn btn-primary" data-testid="demo" onClick={() => void start()}>
          <Icon name="play" />
          {t.start}
        </button>
      )}
      <Steps demo={demo} />
    </div>
  );
}

function Steps({ demo }: { demo: Demo | null }) {
  if (!demo || demo.steps.length === 0) return null;
  return (
    <ol class="steps t12" aria-live="polite">
      {demo.steps.slice(-8).map((step, i) => (
        <li key={i}>{step}</li>
      ))}
    </ol>
  );
}

/** The sample day's progress over a desk that is no longer empty. */
export function DemoProgress() {
  const t = words().demo;
  const [demo, setDemo] = useState<Demo | null>(null);
  const all = useSignal(counts);
  useEffect(
    () =>
      listen((event) => {
        if (event.topic === "demo") setDemo(event.body as Demo);
      }),
    [],
  );
  useEffect(() => {
    if (!demo || demo.running) return;
    const timer = setTimeout(() => setDemo(null), 8000);
    return () => clearTimeout(timer);
  }, [demo]);
  if (!demo || all["all"] === 0) return null;
  return (
    <div class="banner banner-ok" role="status">
      <Icon name={demo.running ? "play" : "check"} />
      <span class="clip">
        <b>{demo.running ? t.running : t.done}</b> {demo.steps.at(-1)}
      </span>
    </div>
  );
}
