/** A leaf: the kind of a record and a commitment to each of its fields, in canonical JSON. */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesOf, decode, encode, FIELD_NAME, joined, same } from "./text";
import { BadFormat } from "./why";

export const KINDS = [
  "consent.given", "consent.changed", "consent.withdrawn", "consent.expired",
  "promise.made", "promise.kept", "promise.broken", "promise.excused",
  "decision.made", "decision.overridden", "audit.head", "key.rotated", "erasure",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Opening {
  name: string;
  salt: Uint8Array;
  value: string;
}

export interface Leaf {
  kind: Kind;
  /** Of the kind's schema. */
  version: number;
  commitments: ReadonlyMap<string, Uint8Array>;
}

const LEAF = /^\{"fields":\{(.*)\},"kind":"([a-z.]{1,40})","v":([1-9][0-9]{0,3})\}$/;
const FIELD = /^"([^"]*)":"([^"]*)"$/;

/**
 * Reads a leaf. No JSON parser is let loose on it: what RFC 8785 leaves of such an object
 * is one way to write it, so it is taken apart and must be put together to the same text.
 */
export function parseLeaf(text: string): Leaf {
  const found = LEAF.exec(text);
  if (!found) throw new BadFormat({ code: "not-a-leaf" });
  const kind = KINDS.find((k) => k === found[2]);
  if (!kind) throw new BadFormat({ code: "unknown-kind", kind: found[2]! });
  const version = Number(found[3]);
  const commitments = new Map<string, Uint8Array>();
  let last = "";
  for (const piece of found[1]!.split(",")) {
    const [, name = "", value = ""] = FIELD.exec(piece) ?? [];
    if (!FIELD_NAME.test(name)) throw new BadFormat({ code: "not-canonical" });
    // Names are ASCII, so this order is the one of UTF-16 that RFC 8785 asks for.
    if (name <= last) throw new BadFormat({ code: "fields-out-of-order" });
    commitments.set(name, decode(value, 32));
    last = name;
  }
  if (commitments.size < 1 || commitments.size > 32) throw new BadFormat({ code: "number-of-fields" });
  const fields = [...commitments].map(([name, c]) => `"${name}":"${encode(c)}"`).join(",");
  if (text !== `{"fields":{${fields}},"kind":"${kind}","v":${version}}`) {
    throw new BadFormat({ code: "not-canonical" });
  }
  return { kind, version, commitments };
}

/** SHA-256(salt ‖ value). */
export const commitment = ({ salt, value }: Opening): Uint8Array => sha256(joined(salt, bytesOf(value)));

export function opens(leaf: Leaf, opening: Opening): boolean {
  const sealed = leaf.commitments.get(opening.name);
  return sealed !== undefined && same(sealed, commitment(opening));
}
