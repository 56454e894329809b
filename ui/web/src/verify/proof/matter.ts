/** How a promise or a consent stands, by the records that a proof shows. */

import type { Kind } from "./leaf";
import { moment } from "./text";

export interface Shown {
  index: bigint;
  kind: Kind;
  fields: ReadonlyMap<string, string>;
  hidden: readonly string[];
}

export type Standing = "made" | "kept" | "unclear" | "late" | "broken" | "given" | "withdrawn";

export interface Matter {
  ref: string | null;
  standing: Standing;
  records: readonly Shown[];
}

// A record that a promise was kept must stand in the log this long after the deadline.
const GRACE = 24n * 3_600_000_000n;

/** Brings together what has the same reference; what hides it stands by itself. */
export function matters(records: readonly Shown[]): Matter[] {
  const groups = new Map<string, Shown[]>();
  for (const record of records) {
    const ref = record.fields.get("ref");
    const thing = record.kind.split(".")[0];
    const key = ref ? `${thing} ${ref}` : `index ${record.index}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map((group) => ({
    ref: group[0]!.fields.get("ref") ?? null,
    standing: standing(group),
    records: group,
  }));
}

function standing(records: readonly Shown[]): Standing {
  // Of two records of one kind the first counts.
  const first = (kind: Kind) => records.find((record) => record.kind === kind);
  if (first("consent.withdrawn")) return "withdrawn";
  if (first("consent.given")) return "given";
  if (first("promise.broken")) return "broken";
  const kept = first("promise.kept");
  if (!kept) return "made";
  const deadline = moment(first("promise.made")?.fields.get("deadline"));
  const at = moment(kept.fields.get("at"));
  const sealed = moment(kept.fields.get("sealed"));
  if (deadline === null || at === null || sealed === null) return "unclear";
  return at <= deadline && sealed <= deadline + GRACE ? "kept" : "late";
}
