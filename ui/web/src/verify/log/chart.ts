/** The two pictures of the log's course: how it grew, and how promises ended by month. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { palette } from "../../shared/chart/palette";
import type { Chart } from "../../shared/chart/plot";
import { tag } from "../../shared/i18n";

const HEIGHT = 180;
const TOKENS = ["ink-1", "ink-3", "line", "accent-solid", "accent-tint", "crit", "crit-tint", "line-strong", "paper-0"] as const;

function frame(element: HTMLElement) {
  const colour = palette(element, TOKENS);
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: colour("ink-3"), font, size: 24,
    grid: { show: false },
    ticks: { stroke: colour("line"), width: 1, size: 4 },
  };
  const short = new Intl.NumberFormat(tag(), { notation: "compact", maximumFractionDigits: 1 });
  const counts: uPlot.Axis = {
    ...axis, size: 44, ticks: { show: false }, grid: { stroke: colour("line"), width: 1 },
    values: (_, at) => at.map((n) => (Number.isInteger(n) ? short.format(n) : "")),
  };
  return { colour, axis, counts };
}

const handle = (plot: uPlot): Chart => ({
  resize: (width) => plot.setSize({ width, height: HEIGHT }),
  stop: () => plot.destroy(),
});

const plain = { height: HEIGHT, legend: { show: false }, cursor: { show: false } } as const;

/** Size by time, as stairs: between two signed states the log had the earlier size. */
export function growthChart(element: HTMLElement, width: number, points: readonly { at: number; size: number }[]): Chart {
  const { colour, axis, counts } = frame(element);
  const span = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  const format = new Intl.DateTimeFormat(tag(), {
    timeZone: "UTC",
    ...(span > 2 * 86_400
      ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(span < 600 && { second: "2-digit" }) }),
  });
  const plot = new uPlot(
    {
      ...plain, width,
      padding: [8, 16, 0, 0],
      scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(1, most)] } },
      axes: [{ ...axis, space: 72, values: (_, at) => at.map((s) => format.format(s * 1000)) }, counts],
      series: [
        {},
        {
          stroke: colour("accent-solid"), fill: colour("accent-tint"), width: 2, points: { show: false },
          paths: uPlot.paths.stepped!({ align: 1 }),
        },
      ],
    },
    [points.map((p) => p.at), points.map((p) => p.size)],
    element,
  );
  return handle(plot);
}

export interface MonthBar {
  label: string;
  kept: number;
  broken: number;
  excused: number;
}

/** Stacked bars: kept below, then excused, broken on top, each told apart by its edge too. */
export function monthsChart(element: HTMLElement, width: number, months: readonly MonthBar[]): Chart {
  const { colour, axis, counts } = frame(element);
  const kept = months.map((m) => m.kept);
  const excused = months.map((m, i) => kept[i]! + m.excused);
  const broken = months.map((m, i) => excused[i]! + m.broken);
  const bars = uPlot.paths.bars!({ size: [0.6, 48] });
  const series = (stroke: string, fill: string): uPlot.Series => ({
    stroke, fill, width: 1, points: { show: false }, paths: bars,
  });
  const plot = new uPlot(
    {
      ...plain, width,
      padding: [8, 16, 0, 0],
      scales: { x: { time: false, range: [-0.6, months.length - 0.4] }, y: { range: (_, __, most) => [0, Math.max(1, most)] } },
      axes: [
        {
          ...axis, incrs: [1, 2, 3, 6, 12], space: 64,
          values: (_, at) => at.map((i) => months[i]?.label ?? ""),
        },
        { ...counts, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000] },
      ],
      // The tallest is drawn first, so that what stands on top shows above what is below.
      series: [
        {},
        series(colour("crit"), colour("crit-tint")),
        series(colour("ink-3"), colour("line-strong")),
        series(colour("accent-solid"), colour("accent-solid")),
      ],
    },
    [months.map((_, i) => i), broken, excused, kept],
    element,
  );
  return handle(plot);
}
