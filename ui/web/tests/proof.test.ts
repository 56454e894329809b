import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readHead, readPolicy } from "../src/verify/files";
import { logKeys } from "../src/verify/proof/file";
import { verifyReceipt } from "../src/verify/proof/receipt";
import { parseKey, signedBy } from "../src/verify/proof/signed/key";
import { hex, moment } from "../src/verify/proof/text";
import { REASONS, verify, type Known, type Outcome } from "../src/verify/proof/verify";

interface Sample {
  file: string;
  about: string;
  key: string | null;
  policy: string | null;
  seen: string | null;
  reason?: string;
}

interface ReceiptSample {
  file: string;
  about: string;
  key: string | null;
  policy?: string | null;
  proof: string | null;
  now: string;
  receipt: string;
  index?: number | null;
}

const SAMPLES = new URL("../../../tests/ledger/samples/", import.meta.url);
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, SAMPLES)));
const text = (name: string): string => readFileSync(new URL(name, SAMPLES), "utf8");
const index = JSON.parse(text("index.json")) as Sample[];
const receipts = JSON.parse(text("receipts.json")) as ReceiptSample[];

function known({ key, policy, seen }: Pick<Sample, "key" | "policy" | "seen">): Known {
  return {
    key,
    policy: policy ? readPolicy(text(policy)).value : null,
    seen: seen ? readHead(text(seen)).value : null,
  };
}

/** The outcome under the names that docs/proofs.md gives to the server's. */
function described(outcome: Outcome): object {
  if (!outcome.valid) return { valid: false, reason: outcome.reason };
  const { checkpoint, records, matters, anchors, proof } = outcome;
  return {
    valid: true,
    level: outcome.level,
    raise: outcome.raises,
    anchored: anchors.length > 0 ? "not-checked" : "none",
    origin: checkpoint.origin,
    size: Number(checkpoint.size),
    root: hex(checkpoint.root),
    keys: logKeys(proof).map((key) => key.text),
    pinned: outcome.pinned,
    witnesses: outcome.witnesses.map((w) => ({
      name: w.key.name,
      at: w.at ? new Date(Number(w.at) * 1000).toISOString().replace(".000Z", "Z") : null,
      trusted: w.trusted,
    })),
    anchors: anchors.map((a) => ({ chain: Number(a.chain), public: a.public, block: Number(a.block), checked: false })),
    matters: matters.map((m) => ({
      ref: m.ref,
      standing: m.standing,
      records: m.records.map((r) => Number(r.index)),
    })),
    records: records.map((r) => ({
      index: Number(r.index),
      kind: r.kind,
      version: r.version,
      fields: Object.fromEntries(r.fields),
      hidden: r.hidden,
    })),
  };
}

describe("every sample has the outcome that the server's verifier has", () => {
  for (const sample of index) {
    const { file, about, key, policy, seen, ...expected } = sample;
    test(`${file}: ${about}`, () => {
      expect(described(verify(read(file), known(sample)))).toEqual(expected);
    });
  }
});

describe("every receipt among the samples has the outcome that the server's verifier has", () => {
  for (const { file, about, key, policy, proof, now, receipt, index } of receipts) {
    test(`${file}: ${about}`, () => {
      const beside = proof ? verify(read(proof)) : null;
      if (beside && !beside.valid) throw new Error(beside.reason);
      const believed = policy ? readPolicy(text(policy)).value!.logs.map((log) => log.key) : [];
      const keys = key ? [parseKey(key)] : beside ? logKeys(beside.proof) : believed;
      const claim = verifyReceipt(text(file), keys, beside, moment(now)!);
      expect(claim.merged).toBe(receipt);
      expect(claim.record ? Number(claim.record.index) : null).toBe(index ?? null);
    });
  }
});

test("every reason to refuse has its sample", () => {
  expect(new Set(index.map((sample) => sample.reason).filter(Boolean))).toEqual(new Set(REASONS));
});

describe("no byte can change", () => {
  for (const file of ["good-everything.proof"]) {
    test(file, () => {
      const good = read(file);
      // Each signature costs milliseconds: of the long ones, some bytes stand for all.
      for (let at = 0; at < good.length; at += at < 3000 ? 1 : 37) {
        const bad = good.slice();
        bad[at]! ^= 1 << (at % 8);
        expect(verify(bad).valid, `byte ${at}`).toBe(false);
      }
    }, 120_000);
  }
});

test("nothing may be cut off, added or doubled", () => {
  const good = read("good-anchored-public.proof");
  for (let cut = 0; cut < good.length; cut += 13) expect(verify(good.slice(0, cut)).valid).toBe(false);
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
