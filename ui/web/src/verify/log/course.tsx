/** How the log grew, and how promises ended month by month: each as a sentence, picture, table. */

import { useMemo } from "preact/hooks";
import { Plot } from "../../shared/chart/plot";
import { tag } from "../../shared/i18n";
import { FoldedTable } from "../../shared/parts/basics";
import { useSignal } from "../../shared/signal";
import { count } from "../../shared/time";
import { words } from "../words";
import { course, type Course } from "./state";

// Whoever only checks a proof needs no charts.
const charts = () => import("./chart");

export function Growth() {
  const t = words().log;
  const growth = useSignal(course)?.growth;
  const points = useMemo(() => growth?.map((p) => ({ at: Date.parse(p.at) / 1000, size: p.size })) ?? [], [growth]);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const says = t.growthSays(day(first.at), count(last.size), day(last.at));
  return (
    <section class="card" aria-labelledby="growth-h">
      <header>
        <h2 id="growth-h">{t.growth}</h2>
      </header>
      <div class="in">
        <p>{says}</p>
        <Plot label={says} of={points} draw={async (element, width) => (await charts()).growthChart(element, width, points)} />
      </div>
    </section>
  );
}

const day = (seconds: number): string =>
  new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(seconds * 1000);

type Months = Course["months"];

const label = (month: string, style: "short" | "long"): string =>
  new Intl.DateTimeFormat(tag(), { month: style, year: "numeric", timeZone: "UTC" }).format(Date.parse(month));

export function Months() {
  const t = words().log;
  const months = useSignal(course)?.months;
  const ended = useMemo(() => months?.filter((m) => m.kept + m.broken + m.excused > 0) ?? [], [months]);
  if (!months) return null;
  return (
    <section class="card wide" aria-labelledby="months-h">
      <header>
        <h2 id="months-h">{t.months}</h2>
      </header>
      <div class="in">
        {ended.length === 0 ? <p class="soft">{t.monthsNone}</p> : <Ended months={ended} />}
        <p class="t12 muted">{t.monthsMore}</p>
        {months.length > 0 && <Table months={months} />}
      </div>
    </section>
  );
}

function Ended({ months }: { months: Months }) {
  const t = words().log;
  const sum = (name: "kept" | "broken" | "excused") => count(months.reduce((n, month) => n + month[name], 0));
  const worst = months.reduce((most, month) => (month.broken > most.broken ? month : most), months[0]!);
  const says = t.monthsSays(sum("kept"), sum("broken"), sum("excused"), worst.broken > 0 ? label(worst.month, "long") : null);
  return (
    <>
      <p>{says}</p>
      <Plot
        label={says}
        of={months}
        draw={async (element, width) =>
          (await charts()).monthsChart(element, width, months.map((m) => ({ ...m, label: label(m.month, "short") })))
        }
      />
      <p class="key chart" aria-hidden="true">
        <Swatch css="kept-bar" text={t.kept} />
        <Swatch css="excused-bar" text={t.excused} />
        <Swatch css="broken-bar" text={t.broken} />
      </p>
    </>
  );
}

const Swatch = (props: { css: string; text: string }) => (
  <span>
    <svg viewBox="0 0 12 12">
      <rect class={props.css} x="1" y="1" width="10" height="10" />
    </svg>
    {props.text}
  </span>
);

function Table({ months }: { months: Months }) {
  const t = words().log;
  return (
    <FoldedTable
      summary={t.table}
      label={`${t.months} · ${t.table}`}
      head={[t.month, t.made, t.kept, t.broken, t.excused]}
      rows={() =>
        months.map((m) => (
          <tr key={m.month}>
            <th scope="row">{label(m.month, "long")}</th>
            <td>{count(m.made)}</td>
            <td>{count(m.kept)}</td>
            <td>{count(m.broken)}</td>
            <td>{count(m.excused)}</td>
          </tr>
        ))
      }
    />
  );
}
