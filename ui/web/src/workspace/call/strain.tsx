/** The strain of a caller: the curve, the sentence that says its finding, and the table. */

import { useEffect, useRef } from "preact/hooks";
import { useWorn } from "../../shared/chart/palette";
import { FoldedTable } from "../../shared/parts/basics";
import { Icon } from "../../shared/parts/icon";
import type { Call } from "../../shared/shapes";
import { timer } from "../../shared/time";
import { words } from "../words";
import type { Chart, Curve } from "./chart";
import { ownRange, table } from "./curve";

export function StrainCurve({ call, recorded }: { call: Call; recorded: boolean }) {
  const t = words().call;
  const { strain } = call;
  const live = call.ended_at === null;
  return (
    <section class="strain" aria-label={t.strain}>
      <header class="hstack wrap">
        <h3 class="t12">{t.strain}</h3>
        <span class="t12 muted">{t.notWhich}</span>
        <span class="push" />
        {recorded && (
          <span class="rec">
            <Icon name={call.recorded ? "check" : "x"} class="i-12" />
            {call.recorded ? t.recorded : t.notRecorded}
          </span>
        )}
      </header>
      {!call.listened ? (
        <p class="t12 muted">{t.notListened}</p>
      ) : !strain || strain.track.length < 2 ? (
        <p class="t12 muted">{live ? t.listening : t.noSpeech}</p>
      ) : (
        <>
          <Plot curve={{ track: strain.track, line: call.alarm_line, own: ownRange(strain), alarmAt: strain.alarm_at, live }} />
          {!strain.validated && <p class="t12 muted">{t.notValid}</p>}
          <Table track={strain.track} />
        </>
      )}
    </section>
  );
}

/** What the curve says, as a sentence. Changes with the curve, but is not read out by itself. */
function sentence(curve: Curve): string {
  const values = curve.track.map((point) => point[1] ?? 0);
  const last = curve.track.at(-1);
  return words().call.aloud({
    length: timer(last?.[0] ?? 0),
    low: curve.own ? Math.round(curve.own[0]) : undefined,
    high: curve.own ? Math.round(curve.own[1]) : undefined,
    alarm: curve.alarmAt === null ? undefined : timer(curve.alarmAt),
    line: Math.round(curve.line),
    peak: Math.round(Math.max(...values)),
    now: Math.round(values.at(-1) ?? 0),
    live: curve.live,
  });
}

function Plot({ curve }: { curve: Curve }) {
  const ref = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const latest = useRef(curve);
  latest.current = curve;
  // The colours and the words are drawn into the picture: a change draws it anew.
  const worn = useWorn();
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let gone = false;
    const watch = new ResizeObserver(() => chart.current?.resize(element.clientWidth));
    // The chart is a fifth of all code, and most tickets have none.
    void import("./chart").then(({ strainChart }) => {
      if (gone) return;
      chart.current = strainChart(element, element.clientWidth || 480, latest.current);
      watch.observe(element);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.stop();
      chart.current = null;
    };
  }, [worn]);
  useEffect(() => chart.current?.draw(curve));
  return (
    <div class="curve-box" data-testid="strain" role="img" aria-label={sentence(curve)} data-points={curve.track.length}>
      <div ref={ref} aria-hidden="true" />
    </div>
  );
}

function Table({ track }: { track: readonly (readonly number[])[] }) {
  const t = words().call;
  return (
    <FoldedTable
      summary={t.table}
      head={[t.second, t.value]}
      rows={() =>
        table(track).map(([second, value]) => (
          <tr key={second}>
            <td>{timer(second)}</td>
            <td>{Math.round(value)}</td>
          </tr>
        ))
      }
    />
  );
}
