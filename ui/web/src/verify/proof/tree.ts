/** Inclusion in a Merkle tree (RFC 6962, checked as RFC 9162 section 2.1.3.2 says). */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesOf, joined } from "./text";

export const leafHash = (leaf: string): Uint8Array => sha256(joined(Uint8Array.of(0), bytesOf(leaf)));
const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(joined(Uint8Array.of(1), left, right));

export interface Climb {
  /** The root that the path leads to; null where the path does not fit index and size. */
  root: Uint8Array | null;
  /** For each hash of the path, from the leaf up, whether it stands on the left. */
  left: boolean[];
}

/** Climbs from a leaf's hash along `path`, which must be used up exactly. */
export function climb(leaf: Uint8Array, index: bigint, size: bigint, path: readonly Uint8Array[]): Climb {
  const left: boolean[] = [];
  if (index >= size) return { root: null, left };
  let fn = index;
  let sn = size - 1n;
  let hash = leaf;
  for (const sibling of path) {
    if (sn === 0n) return { root: null, left };
    if (fn % 2n === 1n || fn === sn) {
      hash = nodeHash(sibling, hash);
      left.push(true);
      while (fn % 2n === 0n && fn !== 0n) {
        fn /= 2n;
        sn /= 2n;
      }
    } else {
      hash = nodeHash(hash, sibling);
      left.push(false);
    }
    fn /= 2n;
    sn /= 2n;
  }
  return { root: sn === 0n ? hash : null, left };
}
