import { expect, test } from "vitest";
import type { Opening } from "../src/shared/shapes";
import { complete, inLanguage, missing } from "../src/workspace/library/written";

const opening = (name: string, language: "en" | "zh") => ({ name, language }) as Opening;
const EVERY = [opening("both", "en"), opening("both", "zh"), opening("mine", "en"), opening("yours", "zh")];
const names = (list: readonly Opening[]) => list.map((one) => one.name).join(" ");

test("a library shows what is written in a language, and plainly what is not", () => {
  const english = inLanguage(EVERY, "en");
  expect(names(english.written)).toBe("both mine");
  expect(names(english.lacking)).toBe("yours");
  expect(names(inLanguage(EVERY, "zh").lacking)).toBe("mine");
  expect(EVERY.map((one) => missing(EVERY, one))).toEqual([null, null, "zh", "en"]);
});

test("one language is enough, and none is kept that is half written", () => {
  const [whole, half, blank] = [{ when: "Angry.", words: "Sorry." }, { when: "生气。", words: " " }, { when: "", words: " " }];
  expect(complete({ en: whole, zh: blank })).toEqual({ en: whole });
  expect(complete({ en: whole, zh: whole })).toEqual({ en: whole, zh: whole });
  expect(complete({ en: whole, zh: half })).toBeNull();
  expect(complete({ en: blank, zh: blank })).toBeNull();
});
