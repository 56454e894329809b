/**
 * The key that this browser is known by: P-256, not exportable, kept in IndexedDB.
 *
 * A browser holds at most one for the desk and one for the portal, so that a person may
 * work at the desk and be its customer without being taken for one or the other.
 */

import { base64url } from "./base64";

export type Slot = "desk" | "portal";

export interface Device {
  keys: CryptoKeyPair;
  /** The public key in the member order of RFC 7638. */
  jwk: { crv: string; kty: string; x: string; y: string };
  thumbprint: string;
}

const SIGN = { name: "ECDSA", hash: "SHA-256" } as const;

function store(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("veridesk", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error ?? new Error("no key store"));
  });
}

/** Resolves when the transaction has committed, not when the request succeeded. */
async function inStore<T>(
  mode: IDBTransactionMode,
  act: (keys: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await store();
  try {
    return await new Promise<T>((done, failed) => {
      const transaction = db.transaction("keys", mode);
      const request = act(transaction.objectStore("keys"));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => failed(transaction.error ?? new Error("not stored"));
      transaction.onerror = () => failed(transaction.error ?? new Error("not stored"));
    });
  } finally {
    db.close();
  }
}

const read = (name: string) =>
  inStore<CryptoKeyPair | undefined>("readonly", (keys) => keys.get(name));

async function describe(keys: CryptoKeyPair): Promise<Device> {
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", keys.publicKey);
  if (!crv || !kty || !x || !y) throw new Error("not an elliptic key");
  const jwk = { crv, kty, x, y };
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(JSON.stringify(jwk)),
  );
  return { keys, jwk, thumbprint: base64url(digest) };
}

/** The device of this browser for the desk or the portal; null where none was bound. */
export async function device(slot: Slot): Promise<Device | null> {
  const keys = await read(slot);
  return keys ? describe(keys) : null;
}

/**
 * Makes a key, stores it, reads it back and signs with what was read: a private window or
 * a full disk fails here, before the desk has bound anything to it.
 */
export async function makeDevice(): Promise<Device> {
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, [
    "sign",
    "verify",
  ]);
  await inStore("readwrite", (keys) => keys.put(made, "new"));
  const back = await read("new");
  if (!back) throw new Error("the key was not stored");
  const words = crypto.getRandomValues(new Uint8Array(32));
  const signature = await crypto.subtle.sign(SIGN, back.privateKey, words);
  if (!(await crypto.subtle.verify(SIGN, made.publicKey, signature, words))) {
    throw new Error("the key does not sign");
  }
  return describe(back);
}

/** Keeps a key under its slot once the desk has bound it, in place of an older one. */
export async function keepDevice(slot: Slot, bound: Device): Promise<void> {
  await inStore("readwrite", (keys) => keys.put(bound.keys, slot));
  await inStore("readwrite", (keys) => keys.delete("new"));
}

/** Forgets the key of a slot, so that this browser is a stranger again. */
export async function forgetDevice(slot: Slot): Promise<void> {
  await inStore("readwrite", (keys) => keys.delete(slot));
}
