import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { base64, base64url, fromBase64 } from "../src/shared/trust/base64";
import { envelope } from "../src/shared/trust/envelope";

const key = new Uint8Array(32).map((_, i) => i);

test("words are signed as the very string that travels, with numbers from one", async () => {
  const wrap = await envelope(base64(key));
  for (const n of [1, 2]) {
    const sent = JSON.parse(await wrap.words({ type: "watch", call: "声" })) as { n: number; body: string; mac: string };
    expect(sent.n).toBe(n);
    expect(JSON.parse(sent.body)).toEqual({ type: "watch", call: "声" });
    expect(sent.mac).toBe(createHmac("sha256", key).update(`${n}.${sent.body}`).digest("base64"));
  }
});

test("sound carries its number and half a MAC, and shares the count with words", async () => {
  const wrap = await envelope(base64(key));
  await wrap.words({});
  const sent = await wrap.bytes(new Uint8Array([9, 8, 7]).buffer);
  expect(new DataView(sent.buffer).getUint32(0)).toBe(2);
  const mac = createHmac("sha256", key).update(Buffer.from([0, 0, 0, 2, 9, 8, 7])).digest();
  expect(Buffer.from(sent.slice(4, 20))).toEqual(mac.subarray(0, 16));
  expect([...sent.slice(20)]).toEqual([9, 8, 7]);
});

test("base64 goes round, in both alphabets", () => {
  const bytes = new Uint8Array(256).map((_, i) => i);
  expect(fromBase64(base64(bytes))).toEqual(bytes);
  expect(fromBase64(base64url(bytes))).toEqual(bytes);
  expect(base64url(bytes)).not.toMatch(/[+/=]/);
});
