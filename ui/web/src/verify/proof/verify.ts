/** Whether a proof file holds: in this browser, with nobody's word but the file's. */

import { NotAProof, parseProof, type Proof, type Record } from "./file";
import { commitment, opens, parseLeaf, type Leaf } from "./leaf";
import { matters, type Matter, type Shown } from "./matter";
import {
  openNote, parseCheckpoint, parseReceipt, sameCheckpoint, type Checkpoint, type Receipt,
} from "./note";
import { BadFormat, hex, same } from "./text";
import { climb, leafHash, type Climb } from "./tree";

export type Reason =
  | "not-a-proof" | "wrong-key" | "bad-signature" | "wrong-log" | "bad-inclusion"
  | "bad-leaf" | "bad-opening" | "bad-receipt" | "other-checkpoint";

/** One record with the way from it to the signed root. */
export interface Path {
  record: Record;
  leaf: Uint8Array;
  climb: Climb;
}

export interface Verified {
  valid: true;
  proof: Proof;
  checkpoint: Checkpoint;
  records: Shown[];
  paths: Path[];
  leaves: Leaf[];
  matters: Matter[];
  /** By the log's own word: no chain was asked. */
  receipt: Receipt | null;
  pinned: boolean;
}

/** What is known of a file that does not hold; `reached` is what was right before it broke. */
export interface Refused {
  valid: false;
  reason: Reason;
  detail: string;
  reached: number;
  proof: Proof | null;
  checkpoint: Checkpoint | null;
  path: Path | null;
  line: { number: number; text: string | null } | null;
  /** The two values that should be one, as hex. */
  differ: { here: string; sealed: string; what: string } | null;
}

export type Outcome = Verified | Refused;

class No extends Error {
  readonly reason: Reason;
  readonly more: Partial<Refused>;

  constructor(reason: Reason, detail: string, more: Partial<Refused> = {}) {
    super(detail);
    this.reason = reason;
    this.more = more;
  }
}

/** The checks in their order; `reached` counts how many of them passed. */
export const CHECKS = ["form", "key", "head", "log", "records", "values", "receipt"] as const;
export type Check = (typeof CHECKS)[number];

const FAILED: { [reason in Reason]: Check } = {
  "not-a-proof": "form", "wrong-key": "key", "bad-signature": "head", "wrong-log": "log",
  "bad-inclusion": "records", "bad-leaf": "records", "bad-opening": "values",
  "bad-receipt": "receipt", "other-checkpoint": "receipt",
};
export const failedCheck = (reason: Reason): Check => FAILED[reason];

/** Checks a file; never throws for any content. `key` is the log's key, if it is known. */
export function verify(bytes: Uint8Array, key: string | null = null): Outcome {
  const known: Partial<Refused> = {};
  try {
    return checked(bytes, key, known);
  } catch (error) {
    if (!(error instanceof No)) throw error;
    return {
      valid: false, proof: null, checkpoint: null, path: null, line: null, differ: null,
      ...known, ...error.more,
      reason: error.reason, detail: error.message,
      reached: CHECKS.indexOf(FAILED[error.reason]),
    };
  }
}

function checked(bytes: Uint8Array, key: string | null, known: Partial<Refused>): Verified {
  const proof = parsed(bytes);
  known.proof = proof;
  if (key !== null && proof.key.text !== key) throw new No("wrong-key", `the file's key is ${proof.key.text}`);
  const checkpoint = head(proof);
  known.checkpoint = checkpoint;
  const found = proof.records.map((record) => stands(record, checkpoint));
  return {
    valid: true,
    proof,
    checkpoint,
    records: found.map((f) => f.shown),
    paths: found.map((f) => f.path),
    leaves: found.map((f) => f.leaf),
    matters: matters(found.map((f) => f.shown)),
    receipt: anchored(proof, checkpoint),
    pinned: key !== null,
  };
}

function parsed(bytes: Uint8Array): Proof {
  try {
    return parseProof(bytes);
  } catch (error) {
    if (!(error instanceof NotAProof)) throw error;
    const line = error.line ? { number: error.line, text: error.text } : null;
    throw new No("not-a-proof", error.message, { line });
  }
}

function head({ key, checkpoint: note }: Proof): Checkpoint {
  const checkpoint = inForm("checkpoint", () => {
    const text = openNote(note, key);
    if (text === null) throw new No("bad-signature", `${key.name} did not sign the checkpoint`);
    return parseCheckpoint(text);
  });
  if (checkpoint.origin !== key.name) {
    throw new No("wrong-log", `a checkpoint of ${checkpoint.origin}, signed by ${key.name}`);
  }
  return checkpoint;
}

function stands(record: Record, checkpoint: Checkpoint): { shown: Shown; path: Path; leaf: Leaf } {
  const hash = leafHash(record.leaf);
  const way = climb(hash, record.index, checkpoint.size, record.path);
  const path = { record, leaf: hash, climb: way };
  if (!way.root || !same(way.root, checkpoint.root)) {
    throw new No("bad-inclusion", `record ${record.index} does not stand in the log`, {
      path,
      differ: way.root && { what: "root", here: hex(way.root), sealed: hex(checkpoint.root) },
    });
  }
  let leaf: Leaf;
  try {
    leaf = parseLeaf(record.leaf);
  } catch (error) {
    if (error instanceof BadFormat) throw new No("bad-leaf", `record ${record.index}: ${error.message}`, { path });
    throw error;
  }
  for (const opening of record.openings) {
    if (opens(leaf, opening)) continue;
    const sealed = leaf.commitments.get(opening.name);
    throw new No("bad-opening", `record ${record.index}: ${opening.name} is not what was sealed`, {
      path,
      differ: sealed ? { what: opening.name, here: hex(commitment(opening)), sealed: hex(sealed) } : null,
    });
  }
  const fields = new Map(record.openings.map((o) => [o.name, o.value]));
  const hidden = [...leaf.commitments.keys()].filter((name) => !fields.has(name));
  return { shown: { index: record.index, kind: leaf.kind, fields, hidden }, path, leaf };
}

function anchored({ key, receipt: note }: Proof, checkpoint: Checkpoint): Receipt | null {
  if (note === null) return null;
  const receipt = inForm("receipt", () => {
    const text = openNote(note, key);
    if (text === null) throw new No("bad-receipt", `${key.name} did not sign the receipt`);
    return parseReceipt(text);
  });
  if (!sameCheckpoint(receipt.checkpoint, checkpoint)) {
    throw new No("other-checkpoint", "the receipt is for another checkpoint");
  }
  return receipt;
}

function inForm<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadFormat) throw new No("not-a-proof", `${what}: ${error.message}`);
    throw error;
  }
}
