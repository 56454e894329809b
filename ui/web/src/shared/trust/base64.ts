/** Base64 as JSON Web Tokens and the live socket want it. */

export function base64(bytes: ArrayBuffer | Uint8Array): string {
  let s = "";
  for (const byte of bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)) {
    s += String.fromCharCode(byte);
  }
  return btoa(s);
}

export const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
  base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) =>
    c.charCodeAt(0),
  );
}
