/** Two pictures by the week: what a distribution is made of, and shares as lines. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { palette } from "../../shared/chart/palette";
import type { Chart } from "../../shared/chart/plot";
import { percent } from "../../shared/time";

const TOKENS = [
  "ink-3", "line", "edge", "paper-0", "paper-3", "accent", "accent-solid", "accent-tint", "crit", "crit-solid",
  "crit-tint", "warn", "warn-tint", "info", "info-tint", "rep", "rep-line", "rep-tint",
] as const;
export type Token = (typeof TOKENS)[number];

/** `values` are shares, 0..1, one a week; null where there is none. */
export interface Series {
  values: readonly (number | null)[];
  stroke: Token;
  fill?: Token;
  dash?: number[];
}

const HEIGHT = 180;

function frame(element: HTMLElement, labels: readonly string[]) {
  const colour = palette(element, TOKENS);
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: colour("ink-3"), font, size: 24, grid: { show: false },
    ticks: { stroke: colour("line"), width: 1, size: 4 },
  };
  const axes: uPlot.Axis[] = [
    { ...axis, incrs: [1, 2, 4, 8, 13], space: 56, values: (_, at) => at.map((i) => labels[i] ?? "") },
    {
      ...axis, size: 44, ticks: { show: false }, grid: { stroke: colour("line"), width: 1 },
      incrs: [0.01, 0.05, 0.1, 0.25, 0.5],
      values: (_, at) => at.map((share) => percent(share)),
    },
  ];
  return { colour, axes };
}

function plotted(element: HTMLElement, width: number, labels: readonly string[], most: number, series: uPlot.Series[], data: uPlot.AlignedData, axes: uPlot.Axis[]): Chart {
  const plot = new uPlot(
    {
      width, height: HEIGHT, legend: { show: false }, cursor: { show: false }, padding: [8, 16, 0, 0],
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: [0, most] } },
      axes, series: [{}, ...series],
    },
    data,
    element,
  );
  return { resize: (to) => plot.setSize({ width: to, height: HEIGHT }), stop: () => plot.destroy() };
}

/** Stacked shares that sum to one, the first series below. */
export function stackedChart(element: HTMLElement, width: number, labels: readonly string[], parts: readonly Series[]): Chart {
  const { colour, axes } = frame(element, labels);
  const paths = uPlot.paths.bars!({ size: [0.7, 48] });
  const tops: number[][] = [];
  for (const part of parts) {
    const below = tops.at(-1);
    tops.push(part.values.map((value, i) => (value ?? 0) + (below?.[i] ?? 0)));
  }
  // The tallest is drawn first, so that what stands on top shows above what is below.
  const order = parts.map((_, i) => parts.length - 1 - i);
  return plotted(
    element, width, labels, 1,
    order.map((i) => ({
      stroke: colour(parts[i]!.stroke), fill: colour(parts[i]!.fill ?? parts[i]!.stroke), width: 1, points: { show: false }, paths,
    })),
    [labels.map((_, i) => i), ...order.map((i) => tops[i]!)],
    axes,
  );
}

/** Shares as lines, told apart by dashes too. */
export function linesChart(element: HTMLElement, width: number, labels: readonly string[], lines: readonly Series[]): Chart {
  const { colour, axes } = frame(element, labels);
  return plotted(
    element, width, labels, 1,
    lines.map((line) => ({
      stroke: colour(line.stroke), width: 2, dash: line.dash ?? [],
      points: { show: labels.length < 2 || line.values.length < 14, size: 6, fill: colour("paper-0") },
    })),
    [labels.map((_, i) => i), ...lines.map((line) => [...line.values])],
    axes,
  );
}
