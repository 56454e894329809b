import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { lang, type Language } from "../src/shared/i18n";
import { readHead, readKey, readPolicy } from "../src/verify/files";
import { logKeys } from "../src/verify/proof/file";
import { verifyReceipt } from "../src/verify/proof/receipt";
import { parseKey } from "../src/verify/proof/signed/key";
import { moment } from "../src/verify/proof/text";
import { verify } from "../src/verify/proof/verify";
import type { Why } from "../src/verify/proof/why";
import { because } from "../src/verify/result/because";
import { why as codes } from "../src/verify/words/why.en";

type Sample = { file: string; key: string | null; policy?: string | null; seen?: string | null; reason?: string };
type ReceiptSample = Sample & { proof: string | null; now: string; receipt: string };

const SAMPLES = new URL("../../../tests/ledger/samples/", import.meta.url);
const bytes = (name: string) => new Uint8Array(readFileSync(new URL(name, SAMPLES)));
const text = (name: string) => readFileSync(new URL(name, SAMPLES), "utf8");
const list = <T>(name: string) => JSON.parse(text(name)) as T[];

afterEach(() => void (lang.value = "en"));

/** The reason in a language; fails where a word of the other one is in it. */
function said(why: Why, language: Language): string {
  lang.value = language;
  const found = because(why);
  // What a file says for itself stands as it is, in quotation marks.
  const ours = found.replace(/“[^”]*”/g, "");
  if (language === "en") expect(ours).not.toMatch(/\p{Script=Han}/u);
  else {
    expect(ours).toMatch(/\p{Script=Han}/u);
    expect(ours).not.toMatch(/[a-z]{2,} [a-z]{2,}/i);
  }
  return found;
}

function inBoth(why: Why): void {
  expect(said(why, "zh")).not.toBe(said(why, "en"));
}

test("every reason is said in both languages, whatever it is about", () => {
  const about = { why: { code: "no-gap" }, what: "records", names: ["a", "b"], signers: ["a"], fields: ["deadline"], field: "deadline" };
  for (const code of Object.keys(codes)) {
    const why = new Proxy({ code, ...about }, { get: (all, name) => all[name as keyof typeof all] ?? "7" });
    inBoth(why as unknown as Why);
  }
});

describe("every sample that is refused says why in both languages", () => {
  for (const { file, key, policy, seen } of list<Sample>("index.json").filter((sample) => sample.reason)) {
    test(file, () => {
      const known = {
        key,
        policy: policy ? readPolicy(text(policy)).value : null,
        seen: seen ? readHead(text(seen)).value : null,
      };
      const outcome = verify(bytes(file), known);
      if (outcome.valid) throw new Error("not refused");
      inBoth(outcome.why);
    });
  }
});

test("every receipt that is not honoured, or cannot be judged, says why in both languages", () => {
  const silent: string[] = [];
  for (const { file, key, policy, proof, now, receipt } of list<ReceiptSample>("receipts.json")) {
    const beside = proof ? verify(bytes(proof)) : null;
    const good = beside?.valid ? beside : null;
    const believed = policy ? readPolicy(text(policy)).value!.logs.map((log) => log.key) : [];
    const { why } = verifyReceipt(text(file), key ? [parseKey(key)] : good ? logKeys(good.proof) : believed, good, moment(now)!);
    if (why) inBoth(why);
    else silent.push(receipt);
  }
  expect(new Set(silent)).toEqual(new Set(["genuine", "in-time", "pending", "missing"]));
});

test("what a reader typed and cannot be read says why in both languages", () => {
  const wrong = [
    ...["nonsense", "log x", "quorum all", "quorum none\nquorum none", "quorum none\u0007", "log a\n", "#"].map(readPolicy),
    ...["x", "x+1+AAAA", "x+00000000+AAAA"].map(readKey),
    ...["x", "x\ny\nz", "x\n1\nAAAA", "x\n\n— y z"].map(readHead),
  ];
  for (const { wrong: why } of wrong) inBoth(why!);
  lang.value = "zh";
  expect(because(readPolicy("quorum all").wrong!)).toBe("第 1 行：“all”在上文没有定义");
  lang.value = "en";
  expect(because(readPolicy("quorum all").wrong!)).toBe("line 1: “all” is not defined above");
});

test("fields and their values are told as the rest of the page tells them", () => {
  const why: Why = { code: "other-value", field: "outcome", sealed: "high", promised: "critical" };
  expect(said(why, "zh")).toBe("“结果”封存为“高”，回执所载为“紧急”");
  expect(said(why, "en")).toBe("“Outcome” was sealed as high; the receipt says critical");
  expect(said({ code: "hidden-fields", fields: ["at", "deadline"] }, "zh")).toBe("凭证隐藏了“发生”和“期限”");
});
