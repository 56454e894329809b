/** How a promise, a consent or a decision stands, by the records that a proof shows. */

import type { Kind } from "./leaf";
import { moment } from "./text";

export interface Shown {
  index: bigint;
  kind: Kind;
  version: number;
  fields: ReadonlyMap<string, string>;
  hidden: readonly string[];
}

export type Standing =
  | "made" | "kept" | "unclear" | "late" | "broken" | "excused" | "excused-late"
  | "given" | "changed" | "withdrawn" | "expired"
  | "decided" | "overridden" | "recorded" | "rotated" | "erased";

export interface Matter {
  ref: string | null;
  standing: Standing;
  records: readonly Shown[];
}

// How a promise ended must stand in the log this long after the deadline, where the promise
// itself does not say how long. A grace of more than a year would be no promise.
const SECOND = 1_000_000n;
const GRACE = 24n * 3600n * SECOND;
const LONGEST_GRACE = 366n * 24n * 3600n * SECOND;

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

/** Of the kinds of one thing the first that there is tells how it stands. */
const FIRST: readonly [Kind, Standing][] = [
  ["consent.withdrawn", "withdrawn"], ["consent.expired", "expired"], ["consent.changed", "changed"],
  ["consent.given", "given"], ["decision.overridden", "overridden"], ["decision.made", "decided"],
  ["audit.head", "recorded"], ["key.rotated", "rotated"], ["erasure", "erased"], ["promise.broken", "broken"],
];

function standing(records: readonly Shown[]): Standing {
  // Of two records of one kind the first counts.
  const first = (kind: Kind) => records.find((record) => record.kind === kind);
  const found = FIRST.find(([kind]) => first(kind));
  if (found) return found[1];
  const kept = first("promise.kept");
  const end = kept ?? first("promise.excused");
  if (!end) return "made";
  const made = first("promise.made");
  const deadline = moment(made?.fields.get("deadline"));
  const at = moment(end.fields.get("at"));
  const sealed = moment(end.fields.get("sealed"));
  if (!made || deadline === null || sealed === null || (kept && at === null)) return "unclear";
  const sealedInTime = sealed - deadline <= graceOf(made);
  if (!kept) return sealedInTime ? "excused" : "excused-late";
  return sealedInTime && at! <= deadline ? "kept" : "late";
}

/** How long after its deadline the end of a promise may be sealed, in microseconds. */
export function graceOf(made: Shown): bigint {
  const said = made.fields.get("grace") ?? "";
  if (!/^(?:0|[1-9][0-9]{0,8})$/.test(said)) return GRACE;
  const grace = BigInt(said) * SECOND;
  return grace <= LONGEST_GRACE ? grace : GRACE;
}
