/**
 * What a message on a socket is wrapped in: a sequence number and a MAC under the key that
 * the desk gave for this one connection, so that none can be added, repeated or reordered.
 */

import { base64, fromBase64 } from "./base64";

const text = new TextEncoder();

export interface Envelope {
  /** `{"n", "body", "mac"}`; the body travels as the very string that was signed. */
  words(body: object): Promise<string>;
  /** `uint32be n ‖ 16 bytes of HMAC(key, n ‖ payload) ‖ payload`. */
  bytes(payload: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>>;
}

/** Numbers are given when a function is called, so calls must be sent in their order. */
export async function envelope(key: string): Promise<Envelope> {
  const mac = await crypto.subtle.importKey(
    "raw",
    fromBase64(key),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  let n = 0;
  return {
    async words(body) {
      const at = ++n;
      const said = JSON.stringify(body);
      const signature = await crypto.subtle.sign("HMAC", mac, text.encode(`${at}.${said}`));
      return JSON.stringify({ n: at, body: said, mac: base64(signature) });
    },
    async bytes(payload) {
      const at = ++n;
      const numbered = new Uint8Array(4 + payload.byteLength);
      new DataView(numbered.buffer).setUint32(0, at);
      numbered.set(new Uint8Array(payload), 4);
      const signature = await crypto.subtle.sign("HMAC", mac, numbered);
      const whole = new Uint8Array(20 + payload.byteLength);
      whole.set(numbered.subarray(0, 4));
      whole.set(new Uint8Array(signature, 0, 16), 4);
      whole.set(new Uint8Array(payload), 20);
      return whole;
    },
  };
}
