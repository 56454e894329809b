/** What the strain curve says, apart from how it is drawn. Pure. */

import type { Call, Strain } from "../../shared/shapes";

export type Point = readonly [second: number, strain: number];

/** How many points a caller's own range is taken from, once the desk knows their usual voice. */
const OWN = 20;

/**
 * The caller's own range: the middle four fifths of their first voiced seconds. Null until
 * the desk has heard enough of them to know their usual voice.
 */
export function ownRange(strain: Pick<Strain, "baseline" | "track">): readonly [number, number] | null {
  if (strain.baseline === null || strain.track.length < 5) return null;
  const first = strain.track
    .slice(0, OWN)
    .map((point) => point[1] ?? 0)
    .sort((a, b) => a - b);
  const at = (share: number) => first[Math.round(share * (first.length - 1))] ?? 0;
  return [at(0.1), at(0.9)];
}

/** Adds a point in its place; one for the same second replaces it. */
export function add(track: readonly (readonly number[])[], point: Point): number[][] {
  const rest = track.filter((old) => old[0] !== point[0]);
  const at = rest.findIndex((old) => (old[0] ?? 0) > point[0]);
  const kept = rest.map((old) => [...old]);
  kept.splice(at < 0 ? kept.length : at, 0, [...point]);
  return kept;
}

/**
 * Seconds that a call lasted. A provider may hand sound over faster than it was spoken:
 * what was said counts.
 */
export function lasted(call: Pick<Call, "started_at" | "heard_seconds">, ended: number): number {
  return Math.max((ended - Date.parse(call.started_at)) / 1000, call.heard_seconds);
}

/** Whether the curve runs through a box of seconds and strain. */
export function crosses(
  track: readonly (readonly number[])[],
  [from, to]: readonly [number, number],
  [low, high]: readonly [number, number],
): boolean {
  return track.some(([second = 0, value = 0], i) => {
    const [next = second, after = value] = track[i + 1] ?? [];
    return second <= to && next >= from && Math.min(value, after) <= high && Math.max(value, after) >= low;
  });
}

/** Three columns for the chart: seconds, the curve, and the part of it at or over the line. */
export function columns(track: readonly (readonly number[])[], line: number): [number[], number[], (number | null)[]] {
  const seconds = track.map((point) => point[0] ?? 0);
  const values = track.map((point) => point[1] ?? 0);
  return [seconds, values, values.map((value) => (value >= line ? value : null))];
}

/** One value for every `step` seconds, for those who read a table. */
export function table(track: readonly (readonly number[])[], step = 10): Point[] {
  const rows = new Map<number, number>();
  for (const [second = 0, value = 0] of track) rows.set(Math.floor(second / step) * step, value);
  return [...rows];
}
