/** Whether the log kept what a receipt promised: the record sealed, whole and in time. */

import { KINDS, type Kind } from "./leaf";
import type { Shown } from "./matter";
import type { VerifierKey } from "./signed/key";
import { BadSignature, parseNote, signers } from "./signed/note";
import { FIELD_NAME, moment, NAME, number, VALUE } from "./text";
import type { Verified } from "./verify";
import { BadFormat, type Why } from "./why";

export interface Receipt {
  origin: string;
  kind: Kind;
  ref: string;
  at: string;
  /** All that the record will hold, but whom it is about, its reference and when it was sealed. */
  fields: ReadonlyMap<string, string>;
  taken: string;
  /** Seconds until the record must have been sealed. */
  within: bigint;
}

export type Merged =
  | "genuine" | "in-time" | "late" | "other-content" | "missing" | "unclear" | "pending"
  | "not-a-receipt" | "wrong-log" | "bad-signature";

export interface Claim {
  merged: Merged;
  /** What tells more than `merged` does; null where that is all. */
  why: Why | null;
  receipt: Receipt | null;
  record: Shown | null;
}

const HEADER = "veridesk/receipt@v1";
const OWN = new Set(["subject", "sealed", "ref", "at"]);
const REF = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_LINES = 64;
const MOST_FIELDS = 32;
// The end of the year 9999, in microseconds.
const LATEST = 253_402_300_799_999_999n;

/** Whether text begins as a receipt does: what else it is, is a proof or nothing of ours. */
export const looksLikeReceipt = (text: string): boolean => text.startsWith(`${HEADER}\n`);

/** When the record must have been sealed, in microseconds since 1970. */
export const due = (receipt: Receipt): bigint => moment(receipt.taken)! + receipt.within * 1_000_000n;

/** Reads the text of a receipt, without its signatures. */
export function parseReceipt(text: string): Receipt {
  const lines = text.split("\n");
  const bad = (why: Why = { code: "receipt-form" }): BadFormat => new BadFormat(why);
  if (lines[0] !== HEADER || lines.length < 8 || lines.length > MOST_LINES || lines.pop() !== "") {
    throw bad({ code: "not-a-receipt" });
  }
  const within = after(lines.pop(), "within", bad);
  const taken = time(after(lines.pop(), "taken", bad), bad);
  const [, origin = "", kindLine, refLine, atLine, ...rest] = lines;
  if (!NAME.test(origin)) throw bad({ code: "no-origin" });
  const kind = KINDS.find((one) => one === after(kindLine, "kind", bad));
  const ref = after(refLine, "ref", bad);
  const at = time(after(atLine, "at", bad), bad);
  if (!kind || !REF.test(ref)) throw bad();
  const fields = new Map<string, string>();
  let last = "";
  for (const line of rest) {
    const [word, name = "", value = "", ...more] = line.split(" ");
    if (word !== "field" || more.length > 0 || !FIELD_NAME.test(name) || !VALUE.test(value)) throw bad();
    if (name <= last || OWN.has(name)) throw bad();
    fields.set(name, value);
    last = name;
  }
  if (fields.size > MOST_FIELDS) throw bad();
  const receipt = { origin, kind, ref, at, fields, taken, within: number(within) };
  if (due(receipt) > LATEST) throw bad({ code: "beyond-the-calendar" });
  return receipt;
}

function after(line: string | undefined, word: string, bad: () => BadFormat): string {
  const [first, value, ...more] = (line ?? "").split(" ");
  if (first !== word || value === undefined || more.length > 0) throw bad();
  return value;
}

/** A time as the log writes it: no fraction of a second, or one of six digits. */
function time(text: string, bad: () => BadFormat): string {
  const fraction = /\.([0-9]+)Z$/.exec(text)?.[1];
  if (moment(text) === null || (fraction !== undefined && !/^(?!000000)[0-9]{6}$/.test(fraction))) throw bad();
  return text;
}

/**
 * Checks a receipt against the log's keys, and against a proof that holds. `now` is in
 * microseconds since 1970. Never throws for any content.
 */
export function verifyReceipt(
  data: string, keys: readonly VerifierKey[], proof: Verified | null, now: bigint,
): Claim {
  let receipt: Receipt | null = null;
  const claim = (merged: Merged, why: Why | null = null, record: Shown | null = null): Claim => ({ merged, why, receipt, record });
  try {
    const note = parseNote(data);
    receipt = parseReceipt(note.text);
    const own = keys.filter((key) => key.name === receipt!.origin);
    if (own.length === 0) {
      const names = [...new Set(keys.map((key) => key.name))].sort();
      return claim("wrong-log", { code: "keys-of", origin: receipt.origin, names });
    }
    if (signers(note, own).length === 0) return claim("bad-signature", { code: "no-known-key" });
  } catch (error) {
    if (error instanceof BadSignature) return claim("bad-signature", error.why);
    if (error instanceof BadFormat) return claim("not-a-receipt", error.why);
    throw error;
  }
  if (!proof) return claim("genuine");
  if (proof.checkpoint.origin !== receipt.origin) return claim("wrong-log", { code: "proof-of-another-log" });
  const same = proof.records.filter((record) => record.kind === receipt!.kind);
  const found = same.find((record) => record.fields.get("ref") === receipt!.ref);
  if (found) return compared(receipt, found);
  if (same.some((record) => record.hidden.includes("ref"))) return claim("unclear", { code: "hidden-reference" });
  return now <= due(receipt) ? claim("pending") : claim("missing");
}

function compared(receipt: Receipt, record: Shown): Claim {
  const claim = (merged: Merged, why: Why | null): Claim => ({ merged, why, receipt, record });
  const promised = new Map([...receipt.fields, ["at", receipt.at] as const]);
  for (const [name, value] of promised) {
    const shown = record.fields.get(name);
    if (!record.hidden.includes(name) && shown !== value) {
      return claim("other-content", { code: "other-value", field: name, sealed: shown ?? null, promised: value });
    }
  }
  const extra = [...record.fields.keys(), ...record.hidden].filter(
    (name) => !promised.has(name) && name !== "ref" && name !== "subject" && name !== "sealed",
  );
  if (extra.length > 0) return claim("other-content", { code: "more-fields", fields: extra.sort() });
  const hidden = [...promised.keys(), "sealed"].filter((name) => record.hidden.includes(name)).sort();
  if (hidden.length > 0) return claim("unclear", { code: "hidden-fields", fields: hidden });
  const at = record.fields.get("sealed");
  const sealed = moment(at);
  if (at === undefined || sealed === null) return claim("unclear", { code: "no-sealing-time" });
  return sealed <= due(receipt) ? claim("in-time", null) : claim("late", { code: "sealed-at", at });
}
