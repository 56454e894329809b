/** How the list behaves while the world changes under it. Pure. */

import type { Row } from "../../shared/shapes";
import { dueGroup, type DueGroup } from "../../shared/time";

/**
 * What to show while a person points at the list: every row keeps its place and takes its
 * new values, none disappears, and new ones wait (`waiting` tells how many).
 */
export function hold(shown: readonly Row[], fresh: readonly Row[]): { rows: Row[]; waiting: number } {
  const now = new Map(fresh.map((row) => [row.id, row]));
  const rows = shown.map((row) => now.get(row.id) ?? row);
  const here = new Set(shown.map((row) => row.id));
  return { rows, waiting: fresh.filter((row) => !here.has(row.id)).length };
}

/** A new first page, and of the pages after it what it does not hold. */
export function refreshed(first: readonly Row[], held: readonly Row[], pages: number): Row[] {
  if (pages <= 1) return [...first];
  const here = new Set(first.map((row) => row.id));
  return [...first, ...held.slice(first.length).filter((row) => !here.has(row.id))];
}

export interface Group {
  name: DueGroup;
  rows: Row[];
}

/** Rows under their headings, in the order in which they came. */
export function grouped(rows: readonly Row[], now: number): Group[] {
  const groups = new Map<DueGroup, Row[]>([["soon", []], ["today", []], ["later", []], ["none", []]]);
  for (const row of rows) {
    groups.get(dueGroup(row.next_due === null ? null : Date.parse(row.next_due), now))?.push(row);
  }
  return [...groups].filter(([, held]) => held.length > 0).map(([name, held]) => ({ name, rows: held }));
}

/** The row `by` places from the selected one; the first where none is selected. */
export function neighbour(rows: readonly Row[], selected: string | null, by: 1 | -1): Row | undefined {
  const at = rows.findIndex((row) => row.id === selected);
  return at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + by))];
}
