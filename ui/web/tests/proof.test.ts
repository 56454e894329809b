import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { moment } from "../src/verify/proof/text";
import { hex } from "../src/verify/proof/text";
import { verify, type Outcome } from "../src/verify/proof/verify";
import { signedBy } from "../src/verify/proof/note";

interface Sample {
  file: string;
  about: string;
  pin: string | null;
  valid: boolean;
  reason?: string;
}

const SAMPLES = new URL("../../../tests/ledger/samples/", import.meta.url);
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, SAMPLES)));
const index = JSON.parse(readFileSync(new URL("index.json", SAMPLES), "utf8")) as Sample[];

/** The outcome under the names that docs/proofs.md gives to the server's. */
function described(outcome: Outcome): object {
  if (!outcome.valid) return { valid: false, reason: outcome.reason };
  const { checkpoint, records, matters, receipt, proof } = outcome;
  return {
    valid: true,
    level: "self-hosted",
    anchored: receipt ? "not-checked" : "none",
    origin: checkpoint.origin,
    size: Number(checkpoint.size),
    root: hex(checkpoint.root),
    key: proof.key.text,
    pinned: outcome.pinned,
    matters: matters.map((m) => ({
      ref: m.ref,
      standing: m.standing,
      records: m.records.map((r) => Number(r.index)),
    })),
    records: records.map((r) => ({
      index: Number(r.index),
      kind: r.kind,
      fields: Object.fromEntries(r.fields),
      hidden: r.hidden,
    })),
  };
}

describe("every sample has the outcome that the server's verifier has", () => {
  for (const sample of index) {
    const { file, about, pin, ...expected } = sample;
    test(`${file}: ${about}`, () => {
      expect(described(verify(read(file), pin))).toMatchObject(expected);
    });
  }
});

describe("no byte can change", () => {
  for (const file of ["good-anchored-public.proof"]) {
    test(file, () => {
      const good = read(file);
      for (let at = 0; at < good.length; at++) {
        const bad = good.slice();
        bad[at]! ^= 1 << (at % 8);
        expect(verify(bad).valid, `byte ${at}`).toBe(false);
      }
    }, 60_000);
  }
});

test("nothing may be cut off, added or doubled", () => {
  const good = read("good-anchored.proof");
  for (let cut = 0; cut < good.length; cut += 7) expect(verify(good.slice(0, cut)).valid).toBe(false);
  for (const more of ["\n", " ", "leaf "]) {
    expect(verify(new Uint8Array([...good, ...new TextEncoder().encode(more)])).valid).toBe(false);
  }
  expect(verify(new Uint8Array([0xef, 0xbb, 0xbf, ...good])).valid).toBe(false);
  expect(verify(new Uint8Array(5 * 1024 * 1024)).valid).toBe(false);
});

test("times are read to the microsecond, and days that do not exist are none", () => {
  expect(moment("1970-01-01T00:00:01.25Z")).toBe(1_250_000n);
  expect(moment("2024-02-29T00:00:00Z")).not.toBeNull();
  for (const bad of ["2023-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z", "2026-01-01 00:00:00Z", "", "0000-01-01T00:00:00Z"]) {
    expect(moment(bad), bad).toBeNull();
  }
});

test("a signature that only a cofactored equation accepts is refused, as libsodium does", () => {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
  const message = new TextEncoder().encode("hello\n");
  const key = bytes("7767a3242dc9b58bbc68488c1265cc6cc5f26c6f3c88a5d55e901b0734dca572");
  const right = bytes(
    "7db0dc9222f3c183457ddde4c708de8e5ea6bf3d5c4404cca14b32729a05c32a" +
      "4fc4b385dcc76d82214863611d731b002750526defe64538456aacd47960e706",
  );
  // The same key's owner added a point of order eight to the nonce.
  const twisted = bytes(
    "6999d5cb5126005c325892f1c6eab824b310708befff12fbaf45dda050cb12f0" +
      "f7f21d93512596299e344330d92fb47f14828ebed9d6ca740422482de81d2f0d",
  );
  expect(signedBy(key, right, message)).toBe(true);
  expect(signedBy(key, twisted, message)).toBe(false);
  expect(signedBy(new Uint8Array(32), right, message)).toBe(false);
});
