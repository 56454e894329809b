/** Signed notes and checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint). */

import { ANY_NAME, decode, decodeAny, encode, joined, NAME, number } from "../text";
import { BadFormat, type Why } from "../why";
import { signedAt, signerOf, type VerifierKey } from "./key";

export interface Signature {
  name: string;
  id: Uint8Array;
  data: Uint8Array;
}

export interface Note {
  /** Ends in a line feed. */
  text: string;
  signatures: readonly Signature[];
}

const MOST_BYTES = 1 << 20;
const MOST_SIGNATURES = 100;

export function parseSignature(line: string): Signature {
  const [dash, name = "", given = "", ...more] = line.split(" ");
  if (dash !== "—" || more.length > 0 || !ANY_NAME.test(name)) throw new BadFormat({ code: "not-a-signature" });
  const data = decodeAny(given);
  if (data.length < 5) throw new BadFormat({ code: "short-signature" });
  return { name, id: data.slice(0, 4), data: data.slice(4) };
}

export function parseNote(note: string): Note {
  if (note.length > MOST_BYTES) throw new BadFormat({ code: "note-too-large" });
  if (/[\x00-\x09\x0b-\x1f]/.test(note)) throw new BadFormat({ code: "control-characters" });
  const gap = note.lastIndexOf("\n\n");
  const lines = note.slice(gap + 2).split("\n");
  if (gap < 0 || lines.pop() !== "") throw new BadFormat({ code: "not-a-note" });
  if (lines.length > MOST_SIGNATURES) throw new BadFormat({ code: "too-many-signatures", most: MOST_SIGNATURES });
  return { text: note.slice(0, gap + 1), signatures: lines.map(parseSignature) };
}

export function writeNote({ text, signatures }: Note): string {
  const lines = signatures.map(({ name, id, data }) => `— ${name} ${encode(joined(id, data))}\n`);
  return `${text}\n${lines.join("")}`;
}

export interface Signed {
  key: VerifierKey;
  /** Seconds since 1970, by the signer's own clock; null for a kind that states none. */
  at: bigint | null;
}

/** A line bears the name and id of a known key, and is not its signature. */
export class BadSignature extends Error {
  readonly why: Why;

  constructor(key: VerifierKey) {
    super("wrong-signature");
    this.why = { code: "wrong-signature", signer: signerOf(key) };
  }
}

/** Which of `keys` signed, each once, in the order of the lines; lines of others are ignored. */
export function signers({ text, signatures }: Note, keys: readonly VerifierKey[]): Signed[] {
  const known = new Map(keys.map((key) => [signerOf(key), key]));
  const found = new Map<VerifierKey, Signed>();
  for (const signature of signatures) {
    const key = known.get(signerOf(signature));
    if (!key) continue;
    const at = signedAt(key, signature.data, text);
    if (at === false) throw new BadSignature(key);
    if (!found.has(key)) found.set(key, { key, at });
  }
  return [...found.values()];
}

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array;
}

/** Reads the three lines of a checkpoint of ours; extension lines are refused. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, end, ...more] = text.split("\n");
  if (origin === undefined || size === undefined || root === undefined || end !== "" || more.length > 0) {
    throw new BadFormat({ code: "not-a-checkpoint" });
  }
  if (!NAME.test(origin)) throw new BadFormat({ code: "no-origin" });
  return { origin, size: number(size), root: decode(root, 32) };
}

export const sameCheckpoint = (a: Checkpoint, b: Checkpoint): boolean =>
  a.origin === b.origin && a.size === b.size && encode(a.root) === encode(b.root);
