/** The strain curve: own range as a band, the alarm line, the alarm, and now. */

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { palette } from "../../shared/chart/palette";
import { timer } from "../../shared/time";
import { words } from "../words";
import { columns, crosses } from "./curve";

export interface Curve {
  track: readonly (readonly number[])[];
  line: number;
  own: readonly [number, number] | null;
  alarmAt: number | null;
  live: boolean;
}

export interface Chart {
  draw(curve: Curve): void;
  resize(width: number): void;
  stop(): void;
}

const HEIGHT = 132;

const TOKENS = ["ink-1", "ink-3", "line", "crit", "crit-tint", "accent", "accent-tint", "accent-line", "paper-0"] as const;

export function strainChart(element: HTMLElement, width: number, first: Curve): Chart {
  const colour = palette(element, TOKENS);
  let curve = first;
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: colour("ink-3"), font, grid: { show: false }, ticks: { stroke: colour("line"), width: 1, size: 4 } };

  const under = (plot: uPlot) => {
    const { ctx, bbox } = plot;
    const y = (value: number) => plot.valToPos(value, "y", true);
    ctx.save();
    if (curve.own) {
      const [low, high] = curve.own;
      ctx.fillStyle = colour("accent-tint");
      ctx.fillRect(bbox.left, y(high), bbox.width, y(low) - y(high));
      ctx.strokeStyle = colour("accent-line");
      for (const edge of curve.own) stroke(ctx, bbox.left, y(edge), bbox.left + bbox.width, y(edge));
      label(ctx, words().call.ownRange, bbox.left + bbox.width - 6 * devicePixelRatio, y(low) - y(high) < 16 * devicePixelRatio ? y(low) + 12 * devicePixelRatio : y(low) - 4 * devicePixelRatio, colour("accent"), "right", font);
    }
    ctx.strokeStyle = colour("ink-3");
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    stroke(ctx, bbox.left, y(curve.line), bbox.left + bbox.width, y(curve.line));
    ctx.setLineDash([]);
    const text = words().call.alarmAt(Math.round(curve.line));
    const above = (at: number) => plot.posToVal(at, "y", true);
    const box = [curve.line, above(y(curve.line) - 16 * devicePixelRatio)] as const;
    const wide = (6 + 6 * text.length) * devicePixelRatio;
    const right = bbox.left + bbox.width;
    const seconds = [plot.posToVal(right - wide, "x", true), plot.posToVal(right, "x", true)] as const;
    const [edge, align] = crosses(curve.track, seconds, box) ? ([bbox.left + 6 * devicePixelRatio, "left"] as const) : ([right - 6 * devicePixelRatio, "right"] as const);
    label(ctx, text, edge, y(curve.line) - 4 * devicePixelRatio, colour("ink-3"), align, font);
    ctx.restore();
  };

  const over = (plot: uPlot) => {
    const { ctx, bbox } = plot;
    const x = (value: number) => plot.valToPos(value, "x", true);
    const y = (value: number) => plot.valToPos(value, "y", true);
    const last = curve.track.at(-1);
    ctx.save();
    if (curve.alarmAt !== null) {
      const at = x(curve.alarmAt);
      const there = curve.track.findLast((point) => (point[0] ?? 0) <= (curve.alarmAt ?? 0));
      ctx.strokeStyle = colour("crit");
      stroke(ctx, at, bbox.top, at, bbox.top + bbox.height);
      dot(ctx, at, y(there?.[1] ?? curve.line), 5, colour("crit"), colour("paper-0"));
      const right = at - bbox.left > bbox.width / 3;
      const text = words().call.alarm(timer(curve.alarmAt));
      label(ctx, text, at + (right ? -6 : 6) * devicePixelRatio, bbox.top + 8 * devicePixelRatio, colour("crit"), right ? "right" : "left", `600 ${font}`);
    }
    if (last && curve.live) {
      const [second = 0, value = 0] = last;
      dot(ctx, x(second), y(value), 4, colour("ink-1"), colour("paper-0"));
      label(ctx, words().call.now(Math.round(value)), Math.min(x(second) + 20 * devicePixelRatio, bbox.left + bbox.width), y(value) - 9 * devicePixelRatio, colour("ink-1"), "right", `600 ${font}`);
    }
    ctx.restore();
  };

  const plot = new uPlot(
    {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 16, 0, 0],
      scales: {
        x: { time: false, range: (_, __, max) => [0, Math.max(60, Math.ceil((max ?? 0) / 30) * 30)] },
        y: { range: [0, 100] },
      },
      axes: [
        { ...axis, size: 22, values: (_, at) => at.map((second) => timer(second)), incrs: [10, 30, 60, 120, 300, 600], space: 56 },
        { ...axis, size: 30, splits: [0, 50, 100], ticks: { show: false } },
      ],
      series: [
        {},
        { stroke: colour("ink-1"), width: 1.5, points: { show: false } },
        {
          stroke: colour("crit"),
          fill: colour("crit-tint"),
          fillTo: () => curve.line,
          width: 2,
          points: { show: false },
        },
      ],
      hooks: { drawAxes: [under], draw: [over] },
    },
    columns(first.track, first.line),
    element,
  );
  return {
    draw(next) {
      curve = next;
      plot.setData(columns(next.track, next.line));
    },
    resize: (to) => plot.setSize({ width: to, height: HEIGHT }),
    stop: () => plot.destroy(),
  };
}

function stroke(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function dot(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, fill: string, edge: string): void {
  ctx.beginPath();
  ctx.arc(x, y, radius * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fillStyle = fill;
  ctx.strokeStyle = edge;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.fill();
  ctx.stroke();
}

function label(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string, align: CanvasTextAlign, font: string): void {
  ctx.font = font.replace(/(\d+)px/, (_, size: string) => `${Number(size) * devicePixelRatio}px`);
  ctx.textAlign = align;
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}
