/** Proofs of possession (RFC 9449): each request is signed with the device's key. */

import { base64url } from "./base64";
import type { Device } from "./device";

const text = new TextEncoder();

let nonce: string | undefined;
let nonceAt = 0;
let skew = 0;

/** Milliseconds by the desk's clock, which the countdowns follow too. */
export const deskNow = (): number => Date.now() + skew;

/** Takes the nonce and the clock from an answer of the desk. */
export function heed(headers: Headers): boolean {
  const date = Date.parse(headers.get("Date") ?? "");
  // The header counts whole seconds, so small differences say nothing.
  if (!Number.isNaN(date) && Math.abs(date - deskNow()) > 2000) skew = date - Date.now();
  const given = headers.get("DPoP-Nonce");
  if (!given) return false;
  nonce = given;
  nonceAt = Date.now();
  return true;
}

/**
 * Sees to a nonce young enough for a request that cannot be tried twice (a WebSocket).
 * Nonces are bound to the key, so even this question carries a proof.
 */
export async function freshNonce(device: Device, within = 60_000): Promise<void> {
  if (nonce && Date.now() - nonceAt < within) return;
  const headers = { DPoP: await prove(device, "GET", "/api/nonce") };
  heed((await fetch("/api/nonce", { headers, cache: "no-store" })).headers);
}

/** The proof for one request; `url` may be relative. It can be used once. */
export async function prove(
  device: Device,
  method: string,
  url: string,
  token?: string,
): Promise<string> {
  const { origin, pathname } = new URL(url, location.href);
  const claims: Record<string, unknown> = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: origin + pathname,
    iat: Math.floor(deskNow() / 1000),
  };
  if (nonce) claims["nonce"] = nonce;
  if (token) {
    claims["ath"] = base64url(await crypto.subtle.digest("SHA-256", text.encode(token)));
  }
  const head = { typ: "dpop+jwt", alg: "ES256", jwk: device.jwk };
  const signed = [head, claims]
    .map((part) => base64url(text.encode(JSON.stringify(part))))
    .join(".");
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    device.keys.privateKey,
    text.encode(signed),
  );
  return `${signed}.${base64url(signature)}`;
}
