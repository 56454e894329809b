/** Signed notes, checkpoints and their keys (c2sp.org/signed-note, c2sp.org/tlog-checkpoint). */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { BadFormat, bytesOf, decode, encode, hex, joined, KEY_NAME, number, same } from "./text";

const ED25519 = 1;

export interface LogKey {
  text: string;
  name: string;
  id: Uint8Array;
  public: Uint8Array;
}

/** Reads `name+id+material`; refuses an id that does not belong to the key. */
export function parseKey(text: string): LogKey {
  const [name = "", id = "", ...rest] = text.split("+");
  // Base64 may hold plus signs of its own.
  const material = rest.join("+");
  if (!KEY_NAME.test(name)) throw new BadFormat("no key name");
  const data = decode(material, 33);
  if (data[0] !== ED25519) throw new BadFormat("not an Ed25519 key");
  const expected = sha256(joined(bytesOf(`${name}\n`), data)).slice(0, 4);
  if (id !== hex(expected)) throw new BadFormat("the key's id does not belong to it");
  return { text, name, id: expected, public: data.slice(1) };
}

/**
 * Whether `signature` is the key's over `message`, as strictly as libsodium sees it: points
 * of small order or not in their one form and an S that is not reduced are refused, and so
 * is a nonce that is right but for the cofactor, which looser libraries accept.
 */
export function signedBy(key: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean {
  if (!ed25519.verify(signature, message, key, { zip215: false })) return false;
  const { Point } = ed25519;
  const nonce = signature.slice(0, 32);
  if (Point.fromBytes(nonce, false).isSmallOrder()) return false;
  const k = littleEndian(sha512(joined(nonce, key, message))) % Point.Fn.ORDER;
  const s = littleEndian(signature.slice(32));
  const found = Point.BASE.multiplyUnsafe(s).subtract(Point.fromBytes(key, false).multiplyUnsafe(k));
  return same(found.toBytes(), nonce);
}

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes.slice().reverse())}`);

/** The text of a note that `key` alone signed; null when the signature is not right. */
export function openNote(note: string, key: LogKey): string | null {
  const gap = note.lastIndexOf("\n\n");
  const lines = note.slice(gap + 2).split("\n");
  if (gap < 0 || lines.length !== 2 || lines[1] !== "") {
    throw new BadFormat("not a note with one signature line");
  }
  const [dash, name, given, ...more] = lines[0]!.split(" ");
  if (dash !== "—" || name === undefined || given === undefined || more.length > 0) {
    throw new BadFormat("not a signature line");
  }
  const data = decode(given, 68);
  if (name !== key.name || !same(data.slice(0, 4), key.id)) return null;
  const text = note.slice(0, gap + 1);
  return signedBy(key.public, data.slice(4), bytesOf(text)) ? text : null;
}

export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array;
}

export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, end, ...more] = text.split("\n");
  if (origin === undefined || size === undefined || root === undefined || end !== "" || more.length > 0) {
    throw new BadFormat("a checkpoint has three lines");
  }
  if (!KEY_NAME.test(origin)) throw new BadFormat("no origin");
  return { origin, size: number(size), root: decode(root, 32) };
}

export interface Receipt {
  checkpoint: Checkpoint;
  chain: bigint;
  /** The log's operator declares the chain to be run by others. */
  public: boolean;
  contract: string;
  transaction: string;
  block: bigint;
  blockHash: string;
}

const RECEIPT = new RegExp(
  "^veridesk/anchor@v1\\n((?:[^\\n]*\\n){3})chain ([0-9]+) (public|private)\\n" +
    "contract (0x[0-9a-f]{40})\\ntransaction (0x[0-9a-f]{64})\\n" +
    "block ([0-9]+) (0x[0-9a-f]{64})\\n$",
);

export function parseReceipt(text: string): Receipt {
  const found = RECEIPT.exec(text);
  if (!found) throw new BadFormat("not an anchor receipt");
  const [, checkpoint, chain, kind, contract, transaction, block, blockHash] = found as unknown as string[];
  return {
    checkpoint: parseCheckpoint(checkpoint!),
    chain: number(chain!),
    public: kind === "public",
    contract: contract!,
    transaction: transaction!,
    block: number(block!),
    blockHash: blockHash!,
  };
}

export const sameCheckpoint = (a: Checkpoint, b: Checkpoint): boolean =>
  a.origin === b.origin && a.size === b.size && encode(a.root) === encode(b.root);
