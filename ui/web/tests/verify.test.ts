import { sha256 } from "@noble/hashes/sha2.js";
import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { lang } from "../src/shared/i18n";
import { checksOf } from "../src/verify/result/checks";
import { rows } from "../src/verify/result/path";
import { grewFrom } from "../src/verify/proof/tree";
import { REASONS, verify, type Outcome } from "../src/verify/proof/verify";
import { plainTime, sentence } from "../src/verify/say";
import { words } from "../src/verify/words";

const outcome = (name: string): Outcome =>
  verify(new Uint8Array(readFileSync(new URL(`../../../tests/ledger/samples/${name}.proof`, import.meta.url))));

function said(name: string): string {
  const found = outcome(name);
  if (!found.valid) throw new Error(found.reason);
  return sentence(found.matters[0]!);
}

afterEach(() => void (lang.value = "en"));

test("a matter is said in one plain sentence, in both languages", () => {
  lang.value = "en";
  expect(said("good-first-reply")).toBe("A first reply was promised *by 11:00 on 2\u00a0March\u00a02026* and kept *at 10:12:30*.");
  expect(said("good-late")).toContain("*too late*");
  expect(said("good-kept-alone")).toContain("does not show enough");
  expect(said("good-all-hidden")).toContain("Something that this file does not show was promised *by a time that is not shown*");
  lang.value = "zh";
  expect(said("good-first-reply")).toBe("承诺在 *2026年3月2日 11:00 前*首次回复，*当天 10:12:30* 兑现。");
  expect(said("good-withdrawn")).toContain("*撤回*");
});

test("after the first failed check nothing more is claimed", () => {
  const states = (name: string) => checksOf(outcome(name), 1).map((line) => `${line.check} ${line.state}`);
  expect(states("bad-value-changed")).toEqual([
    "form passed", "log passed", "key skipped", "head passed", "witnesses skipped", "seen skipped",
    "records passed", "values failed", "anchors skipped",
  ]);
  expect(states("bad-crlf").filter((s) => s.endsWith("passed"))).toEqual([]);
  expect(states("good-anchored-public").at(-1)).toBe("chain skipped");
});

test("the drawn path turns as the hashes do, and long ones are shortened in the middle", () => {
  const hash = "ab".repeat(32);
  const two = rows([{ hash, left: true }, { hash, left: false }]);
  expect(two).toHaveLength(3);
  // From the root: the sibling stands right, so the way goes left; then the other way round.
  expect(two[1]!.on.x).toBeLessThan(two[1]!.sibling!.x);
  expect(two[2]!.on.x).toBeGreaterThan(two[2]!.sibling!.x);
  const long = rows(Array.from({ length: 30 }, () => ({ hash, left: false })));
  expect(long.map((row) => row.skipped)).toEqual([0, 0, 0, 27, 0]);
  expect(rows([])).toHaveLength(1);
});

test("every reason and every way to raise a level is said in both languages", () => {
  for (const language of ["en", "zh"] as const) {
    lang.value = language;
    const t = words();
    for (const reason of REASONS) {
      expect(t.refused[reason][0], reason).toMatch(/\*.+\*/);
      expect(t.refused[reason][1], reason).not.toBe("");
    }
    for (const raise of ["name-a-key", "name-a-policy", "ask-for-witnesses", "ask-a-node", "ask-for-an-anchor"] as const) {
      expect(t.raises[raise], raise).toBeTruthy();
    }
  }
});

const tick = (n: number) => new Uint8Array(32).fill(n);

test("a log that grew is told from one that was changed", () => {
  const leaf = (n: number) => sha256(Uint8Array.of(0, n));
  const node = (a: Uint8Array, b: Uint8Array) => sha256(new Uint8Array([1, ...a, ...b]));
  const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(leaf) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const three = node(node(a, b), c);
  const five = node(node(node(a, b), node(c, d)), e);
  const path = [c, d, node(a, b), e];
  expect(grewFrom(3n, three, 5n, five, path)).toBe(true);
  expect(grewFrom(3n, three, 5n, five, path.slice(1))).toBe(false);
  expect(grewFrom(3n, three, 5n, five, [...path, e])).toBe(false);
  expect(grewFrom(3n, tick(1), 5n, five, path)).toBe(false);
  expect(grewFrom(3n, three, 5n, tick(1), path)).toBe(false);
  expect(grewFrom(4n, node(node(a, b), node(c, d)), 5n, five, [e])).toBe(true);
  expect(grewFrom(5n, five, 5n, five, [])).toBe(true);
  expect(grewFrom(5n, three, 5n, five, [])).toBe(false);
  expect(grewFrom(0n, tick(0), 5n, five, [])).toBe(false);
  expect(grewFrom(6n, five, 5n, five, [])).toBe(false);
});

test("times keep every digit that was sealed", () => {
  expect(plainTime("2026-03-02T10:12:30.250Z")).toBe("2026-03-02 10:12:30.250 UTC");
  expect(plainTime("first-reply")).toBe("first-reply");
});
