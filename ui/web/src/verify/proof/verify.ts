/** Whether a proof file holds: in this browser, with nobody's word but the file's and the reader's. */

import { logKeys, NotAProof, parseProof, plainKeys, type FormReason, type Proof, type Record } from "./file";
import { commitment, opens, parseLeaf, type Leaf } from "./leaf";
import { matters, type Matter, type Shown } from "./matter";
import type { Anchor } from "./signed/anchor";
import { signerOf, type VerifierKey } from "./signed/key";
import { BadSignature, sameCheckpoint, signers, type Checkpoint, type Note, type Signed } from "./signed/note";
import { NONE, vouched, type Policy } from "./signed/policy";
import { hex, same, sameList } from "./text";
import { climb, leafHash, pathLength, type Climb } from "./tree";
import { BadFormat, type Why } from "./why";

export type Reason =
  | FormReason
  | "wrong-log" | "other-signers" | "wrong-key" | "bad-signature" | "bad-cosignature" | "no-quorum" | "split-view"
  | "old-checkpoint" | "bad-path" | "bad-inclusion" | "bad-leaf" | "bad-opening" | "bad-anchor" | "other-checkpoint";

/** What the reader has from elsewhere. */
export interface Known {
  policy: Policy | null;
  /** One verifier key of the log. */
  key: string | null;
  /** A checkpoint that the reader kept. */
  seen: Checkpoint | null;
}
export const NOTHING_KNOWN: Known = { policy: null, key: null, seen: null };

/** One record with the way from it to the signed root. */
export interface Path {
  record: Record;
  leaf: Uint8Array;
  climb: Climb;
}

/** A witness whose cosignature is right; trusted if the reader's policy names it. */
export interface Cosigned extends Signed {
  name: string;
  trusted: boolean;
}

/** Nothing here asks a chain, so this is as high as it gets. */
export type Level = "self-hosted" | "witnessed";
/** What would raise the level, or the trust in who the log is. */
export type Raise = "name-a-key" | "name-a-policy" | "ask-for-witnesses" | "ask-a-node" | "ask-for-an-anchor";

export interface Verified {
  valid: true;
  proof: Proof;
  checkpoint: Checkpoint;
  signed: Signed[];
  witnesses: Cosigned[];
  level: Level;
  raises: Raise[];
  records: Shown[];
  paths: Path[];
  leaves: Leaf[];
  matters: Matter[];
  /** By the log's own word: no chain was asked. */
  anchors: Anchor[];
  pinned: boolean;
}

/** What is known of a file that does not hold; `reached` is what was right before it broke. */
export interface Refused {
  valid: false;
  reason: Reason;
  why: Why;
  reached: number;
  proof: Proof | null;
  path: Path | null;
  line: { number: number; text: string | null } | null;
  /** The two values that should be one, as hex. */
  differ: { here: string; sealed: string; what: string } | null;
}

export type Outcome = Verified | Refused;

class No extends Error {
  readonly reason: Reason;
  readonly why: Why;
  readonly more: Partial<Refused>;

  constructor(reason: Reason, why: Why, more: Partial<Refused> = {}) {
    super(why.code);
    this.reason = reason;
    this.why = why;
    this.more = more;
  }
}

/** The checks in their order; `reached` counts how many of them passed. */
export const CHECKS = ["form", "log", "key", "head", "witnesses", "seen", "records", "values", "anchors"] as const;
export type Check = (typeof CHECKS)[number];

const FAILED: { [reason in Reason]: Check } = {
  "not-a-proof": "form", truncated: "form", "other-version": "form", "bad-policy": "form", "out-of-order": "form", "bad-form": "form",
  "wrong-log": "log", "other-signers": "log", "wrong-key": "key", "bad-signature": "head",
  "bad-cosignature": "witnesses", "no-quorum": "witnesses", "split-view": "seen",
  "old-checkpoint": "records", "bad-path": "records", "bad-inclusion": "records", "bad-leaf": "records",
  "bad-opening": "values", "bad-anchor": "anchors", "other-checkpoint": "anchors",
};
export const REASONS = Object.keys(FAILED) as Reason[];
export const failedCheck = (reason: Reason): Check => FAILED[reason];

/** Checks a file by what the reader knows; never throws for any content. */
export function verify(bytes: Uint8Array, known: Known = NOTHING_KNOWN): Outcome {
  let proof: Proof | null = null;
  try {
    proof = parsed(bytes);
    return checked(proof, known);
  } catch (error) {
    if (!(error instanceof No)) throw error;
    return {
      valid: false, proof, path: null, line: null, differ: null, ...error.more,
      reason: error.reason, why: error.why, reached: CHECKS.indexOf(FAILED[error.reason]),
    };
  }
}

function parsed(bytes: Uint8Array): Proof {
  try {
    return parseProof(bytes);
  } catch (error) {
    if (!(error instanceof NotAProof)) throw error;
    const line = error.line ? { number: error.line, text: error.text } : null;
    throw new No(error.reason, error.why, { line });
  }
}

function checked(proof: Proof, known: Known): Verified {
  const { checkpoint, policy } = proof;
  origin(proof, known);
  const signed = logKeys(proof).map((key) => signer(proof.head, key, "bad-signature"));
  const cosigned = policy.witnesses.map((w) => ({ ...signer(proof.head, w.key, "bad-cosignature"), name: w.name }));
  const trusted = quorum(proof, known.policy);
  const { seen } = known;
  if (seen && seen.origin === checkpoint.origin && seen.size === checkpoint.size && !same(seen.root, checkpoint.root)) {
    throw new No("split-view", { code: "other-root", size: seen.size, root: hex(seen.root) }, {
      differ: { what: "root", here: hex(checkpoint.root), sealed: hex(seen.root) },
    });
  }
  const found = proof.records.map((record) => stands(record, checkpoint));
  const shown = found.map((f) => f.shown);
  const anchors = proof.anchors.map((one) => anchored(one, proof));
  const witnesses = cosigned.map((one) => ({ ...one, trusted: trusted.has(one.key.text) }));
  const pinned = known.key !== null || (known.policy?.logs.length ?? 0) > 0;
  const level = known.policy && known.policy.quorum !== NONE ? "witnessed" : "self-hosted";
  return {
    valid: true, proof, checkpoint, signed, witnesses, level,
    raises: raises(pinned, level, witnesses.length > 0, anchors),
    records: shown,
    paths: found.map((f) => f.path),
    leaves: found.map((f) => f.leaf),
    matters: matters(shown),
    anchors,
    pinned,
  };
}

function raises(pinned: boolean, level: Level, cosigned: boolean, anchors: readonly Anchor[]): Raise[] {
  const found: Raise[] = pinned ? [] : ["name-a-key"];
  if (level === "self-hosted") found.push(cosigned ? "name-a-policy" : "ask-for-witnesses");
  found.push(anchors.some((one) => one.public) ? "ask-a-node" : "ask-for-an-anchor");
  return found;
}

/** Whose checkpoint it is: a log's that the file, and the reader, names. */
function origin(proof: Proof, { policy, key }: Known): void {
  const keys = logKeys(proof);
  const { origin } = proof.checkpoint;
  for (const log of keys) {
    if (log.name !== origin) throw new No("wrong-log", { code: "two-names", origin, name: log.name });
  }
  const listed = [...keys, ...proof.policy.witnesses.map((w) => w.key)];
  if (!sameList(proof.head.signatures.map(signerOf), listed.map(signerOf))) {
    const names = [...new Set(proof.head.signatures.map((signature) => signature.name))];
    throw new No("other-signers", { code: "signed-by", names });
  }
  const texts = keys.map((log) => log.text);
  const believed = policy?.logs.map((log) => log.key.text) ?? [];
  if (believed.length > 0 && !believed.some((text) => texts.includes(text))) {
    throw new No("wrong-key", { code: "not-in-policy", origin });
  }
  if (key !== null && !texts.includes(key)) {
    throw new No("wrong-key", { code: "keys-in-file", signers: keys.map(signerOf) });
  }
}

function signer(note: Note, key: VerifierKey, reason: Reason): Signed {
  try {
    return signers(note, [key])[0]!;
  } catch (error) {
    if (error instanceof BadSignature) throw new No(reason, error.why);
    throw error;
  }
}

/** The keys of the witnesses that the reader's policy names, if they are enough for it. */
function quorum({ head, checkpoint }: Proof, policy: Policy | null): ReadonlySet<string> {
  if (!policy) return new Set();
  let found;
  try {
    found = vouched(policy, head, checkpoint.origin);
  } catch (error) {
    // Another key with the name and the id of a trusted one.
    if (error instanceof BadSignature) throw new No("bad-cosignature", error.why);
    throw error;
  }
  const signed = found.each.filter((one) => one.signed).map((one) => one.witness);
  if (!found.met) {
    throw new No("no-quorum", { code: "signed-of-trusted", names: signed.map((witness) => witness.name) });
  }
  return new Set(signed.map((witness) => witness.key.text));
}

function stands(record: Record, checkpoint: Checkpoint): { shown: Shown; path: Path; leaf: Leaf } {
  const { index } = record;
  const here = (why: Why): Why => ({ code: "in-record", index, why });
  if (index >= checkpoint.size) throw new No("old-checkpoint", here({ code: "beyond-the-head", size: checkpoint.size }));
  const belong = pathLength(index, checkpoint.size);
  if (record.path.length !== belong) {
    throw new No("bad-path", here({ code: "hashes", is: record.path.length, belong }));
  }
  const hash = leafHash(record.leaf);
  const way = climb(hash, index, checkpoint.size, record.path);
  const path = { record, leaf: hash, climb: way };
  if (!way.root || !same(way.root, checkpoint.root)) {
    throw new No("bad-inclusion", here({ code: "not-in-the-log" }), {
      path,
      differ: way.root && { what: "root", here: hex(way.root), sealed: hex(checkpoint.root) },
    });
  }
  let leaf: Leaf;
  try {
    leaf = parseLeaf(record.leaf);
  } catch (error) {
    if (error instanceof BadFormat) throw new No("bad-leaf", here(error.why), { path });
    throw error;
  }
  for (const opening of record.openings) {
    if (opens(leaf, opening)) continue;
    const sealed = leaf.commitments.get(opening.name);
    throw new No("bad-opening", here({ code: "not-what-was-sealed", field: opening.name }), {
      path,
      differ: sealed ? { what: opening.name, here: hex(commitment(opening)), sealed: hex(sealed) } : null,
    });
  }
  const fields = new Map(record.openings.map((o) => [o.name, o.value]));
  const hidden = [...leaf.commitments.keys()].filter((name) => !fields.has(name));
  return { shown: { index, kind: leaf.kind, version: leaf.version, fields, hidden }, path, leaf };
}

function anchored({ note, anchor }: Proof["anchors"][number], proof: Proof): Anchor {
  const here = (why: Why): Why => ({ code: "in-anchor", chain: anchor.chain, why });
  const lines = note.signatures.map(signerOf);
  const keys = plainKeys(proof).filter((key) => lines.includes(signerOf(key)));
  if (!sameList(lines, keys.map(signerOf))) {
    throw new No("bad-anchor", here({ code: "not-just-the-log" }));
  }
  try {
    signers(note, keys);
  } catch (error) {
    if (error instanceof BadSignature) throw new No("bad-anchor", here(error.why));
    throw error;
  }
  if (!sameCheckpoint(anchor.checkpoint, proof.checkpoint)) {
    throw new No("other-checkpoint", here({ code: "other-checkpoint" }));
  }
  return anchor;
}
