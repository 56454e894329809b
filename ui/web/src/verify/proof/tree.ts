/** Inclusion and consistency in a Merkle tree (RFC 6962), checked as RFC 9162 section 2.1 says. */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesOf, joined, same } from "./text";

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

/** How many hashes the path of a leaf has. */
export function pathLength(index: bigint, size: bigint): number {
  let length = 0;
  for (let [fn, sn] = [index, size - 1n]; sn > 0n; fn /= 2n, sn /= 2n) {
    // The last node of a level that has no sibling goes up by itself.
    if (fn % 2n === 1n || fn !== sn) length++;
  }
  return length;
}

/**
 * Whether the tree of `size` leaves with `root` begins with the one of `old` leaves with
 * `oldRoot` (RFC 9162 section 2.1.4.2). That it grew out of an empty one says nothing.
 */
export function grewFrom(
  old: bigint, oldRoot: Uint8Array, size: bigint, root: Uint8Array, path: readonly Uint8Array[],
): boolean {
  if (old <= 0n || old > size) return false;
  if (old === size) return path.length === 0 && same(oldRoot, root);
  // Where the older tree is complete, its root is the first hash.
  const complete = (old & (old - 1n)) === 0n;
  const [first, ...rest] = complete ? [oldRoot, ...path] : path;
  if (first === undefined) return false;
  let fn = old - 1n;
  let sn = size - 1n;
  while (fn % 2n === 1n) [fn, sn] = [fn / 2n, sn / 2n];
  let before = first;
  let now = first;
  for (const hash of rest) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      before = nodeHash(hash, before);
      now = nodeHash(hash, now);
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn / 2n, sn / 2n];
    } else {
      now = nodeHash(now, hash);
    }
    [fn, sn] = [fn / 2n, sn / 2n];
  }
  return sn === 0n && same(before, oldRoot) && same(now, root);
}
