/**
 * The smallest words of a proof file (docs/proofs.md): base64, numbers, names, times.
 *
 * Nothing in this folder is shared with the server or with the other pages: it is written
 * from the document alone, so that two programs have to be wrong in the same way.
 */

import { BadFormat } from "./why";

/** Names in our own files: printable ASCII without space and plus. */
export const NAME = /^[!-*,-~]{1,200}$/;
/** Names that C2SP's signed notes allow: no Unicode spaces, no plus, no controls. */
export const ANY_NAME = /^[^\x00-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]{1,255}$/u;
export const FIELD_NAME = /^[a-z][a-z_]{0,31}$/;
export const VALUE = /^[0-9A-Za-z:.+_-]{1,128}$/;
const NUMBER = /^(?:0|[1-9][0-9]{0,18})$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const TIME = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?Z$/;

const utf8 = new TextEncoder();
export const bytesOf = (text: string): Uint8Array => utf8.encode(text);

export function joined(...pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((n, piece) => n + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function encode(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Reads base64 as `encode` writes it: padded, no stray bits. */
export function decodeAny(text: string): Uint8Array {
  if (!BASE64.test(text)) throw new BadFormat({ code: "not-base64" });
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  if (encode(bytes) !== text) throw new BadFormat({ code: "stray-bits" });
  return bytes;
}

/** The same, of exactly `size` bytes. */
export function decode(text: string, size: number): Uint8Array {
  const bytes = decodeAny(text);
  if (bytes.length !== size) throw new BadFormat({ code: "wrong-length", bytes: bytes.length, belong: size });
  return bytes;
}

/** A decimal number without sign and leading zeroes. */
export function number(text: string): bigint {
  if (!NUMBER.test(text)) throw new BadFormat({ code: "not-a-number" });
  return BigInt(text);
}

/** Whether one list has the same items as another, in the same order. */
export const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i]);

/** Microseconds since 1970 of a time in UTC; null for anything that is no such time. */
export function moment(text: string | undefined): bigint | null {
  const found = TIME.exec(text ?? "");
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number, number, number, number, number, number,
  ];
  if (year < 1 || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  // A day that the month does not have would roll over into the next.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return BigInt(date.getTime()) * 1000n + BigInt((found[7] ?? "").padEnd(6, "0"));
}
