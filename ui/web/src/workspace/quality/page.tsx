/** How good the readings are: drift, calibration, fairness, and which version reads. */

import { useEffect } from "preact/hooks";
import { SkeletonRows, useLate } from "../../shared/parts/basics";
import type { Quality } from "../../shared/shapes";
import { signal, useSignal } from "../../shared/signal";
import { api, take } from "../../shared/trust/api";
import { unlessRefused } from "../state";
import { words } from "../words";
import { Calibration } from "./calibration";
import { Drift } from "./drift";
import { Fairness } from "./fairness";
import { InUse, Versions } from "./versions";

type Held = { data: Quality | null; state: "loading" | "ready" | "failed" };
const held = signal<Held>({ data: null, state: "loading" });

async function load(): Promise<void> {
  try {
    held.value = { data: await take(api.GET("/api/quality")), state: "ready" };
  } catch (error) {
    held.value = { data: held.value.data, state: "failed" };
    unlessRefused(error);
  }
}

export function QualityPage() {
  const t = words();
  const { data, state } = useSignal(held);
  const late = useLate(state === "loading" && !data);
  useEffect(() => void load(), []);
  return (
    <section class="pane wide" id="list" aria-label={t.quality.title} aria-busy={state === "loading"}>
      <header class="bar">
        <h2>{t.quality.title}</h2>
        <span class="muted t12 clip">{t.quality.lead}</span>
      </header>
      <div class="scroll cards quality" tabIndex={0} role="region" aria-label={t.quality.lead}>
        {late && <SkeletonRows rows={6} label={t.parts.loading} />}
        {state === "failed" && !data && (
          <div class="empty">
            <h3>{t.quality.failed}</h3>
            <button class="btn" onClick={() => void load()}>
              {t.retry}
            </button>
          </div>
        )}
        {data && (
          <>
            <InUse quality={data} />
            <Drift weeks={data.weeks} least={data.least} />
            <Calibration all={data.calibration} least={data.least} />
            <Fairness groups={data.groups} />
            <Versions quality={data} />
          </>
        )}
      </div>
    </section>
  );
}
