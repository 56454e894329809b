/** Keys that sign notes, and what each of their kinds signs (c2sp.org/signed-note, tlog-cosignature). */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { ANY_NAME, bytesOf, decodeAny, hex, joined, number, same } from "../text";
import { BadFormat } from "../why";

/** Ed25519 over the text alone; Ed25519 over time and text; ML-DSA-44 over time and head. */
export const ED25519 = 1;
export const COSIGNATURE_ED25519 = 4;
export const COSIGNATURE_MLDSA44 = 6;
export type KeyType = 1 | 4 | 6;

const PUBLIC: Record<KeyType, number> = { 1: 32, 4: 32, 6: 1312 };
const SIGNATURE: Record<KeyType, number> = { 1: 64, 4: 72, 6: 2428 };
// The end of the year 9999: no clock that is right says a later time.
const LATEST = 253_402_300_799n;

export interface VerifierKey {
  text: string;
  name: string;
  type: KeyType;
  id: Uint8Array;
  public: Uint8Array;
}

/** Reads `name+id+material`; refuses an id that does not belong to the key. */
export function parseKey(text: string): VerifierKey {
  const [name = "", id = "", ...rest] = text.split("+");
  // Base64 may hold plus signs of its own.
  const data = decodeAny(rest.join("+"));
  if (!ANY_NAME.test(name)) throw new BadFormat({ code: "no-key-name" });
  const type = data[0] as KeyType;
  if (PUBLIC[type] === undefined) throw new BadFormat({ code: "key-of-no-log" });
  if (data.length !== PUBLIC[type] + 1) throw new BadFormat({ code: "key-length" });
  const expected = sha256(joined(bytesOf(`${name}\n`), data)).slice(0, 4);
  if (id !== hex(expected)) throw new BadFormat({ code: "key-id" });
  return { text, name, type, id: expected, public: data.slice(1) };
}

/**
 * When `signature` is the key's over the note's `text`: null for a kind without a time.
 * False when it is not the key's. Never throws.
 */
export function signedAt(key: VerifierKey, signature: Uint8Array, text: string): bigint | null | false {
  if (signature.length !== SIGNATURE[key.type]) return false;
  if (key.type === ED25519) return signedBy(key.public, signature, bytesOf(text)) ? null : false;
  const at = bigEndian(signature.slice(0, 8));
  if (at > LATEST) return false;
  const rest = signature.slice(8);
  if (key.type === COSIGNATURE_ED25519) {
    const message = bytesOf(`cosignature/v1\ntime ${at}\n${text}`);
    return signedBy(key.public, rest, message) ? at : false;
  }
  const message = subtree(key.name, at, text);
  return message !== null && ml_dsa44.verify(rest, message, key.public) ? at : false;
}

/** The `cosigned_message` of tlog-cosignature; null where the text is no checkpoint. */
function subtree(name: string, at: bigint, text: string): Uint8Array | null {
  const [origin = "", size = "", root = ""] = text.split("\n");
  try {
    const hash = decodeAny(root);
    if (hash.length !== 32) return null;
    const [cosigner, log] = [bytesOf(name), bytesOf(origin)];
    if (!cosigner.length || cosigner.length > 255 || !log.length || log.length > 255) return null;
    return joined(
      bytesOf("subtree/v1\n\0"),
      Uint8Array.of(cosigner.length), cosigner, eight(at),
      Uint8Array.of(log.length), log, eight(0n), eight(number(size)), hash,
    );
  } catch (error) {
    if (error instanceof BadFormat) return null;
    throw error;
  }
}

/** What a signature line says of its key: with the name, this tells keys apart. */
export const signerOf = ({ name, id }: { name: string; id: Uint8Array }): string => `${name}+${hex(id)}`;

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

const bigEndian = (bytes: Uint8Array): bigint => BigInt(`0x${hex(bytes)}`);
const littleEndian = (bytes: Uint8Array): bigint => bigEndian(bytes.slice().reverse());

function eight(n: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, n);
  return bytes;
}
