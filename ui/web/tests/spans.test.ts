import { expect, test } from "vitest";
import { cut, firstLine, listed, reach, start, waterfall } from "../src/shared/spans";

const span = (start: number, end: number, kind = "harm", weight = 10, text = "") => ({ start, end, kind, weight, text });

test("offsets count code points, so words after an emoji are still the right ones", () => {
  const text = "🧊🧊 疫苗 spoils";
  const pieces = cut(text, [span(3, 5)]);
  expect(pieces.map((p) => p.text)).toEqual(["🧊🧊 ", "疫苗", " spoils"]);
  expect(pieces[1]?.span).not.toBeNull();
});

test("the pieces joined are the text, whatever the spans", () => {
  const text = "a𝒷c𝒹e mail, 我已经打了三次";
  for (let seed = 1; seed < 400; seed++) {
    const random = (n: number) => Math.abs(Math.floor(Math.sin(seed * 7 + n * 13) * 1e6));
    const spans = Array.from({ length: 5 }, (_, i) =>
      span((random(i) % 24) - 2, (random(i + 9) % 26) - 2, "harm", random(i + 5) % 40),
    );
    expect(cut(text, spans).map((p) => p.text).join("")).toBe(text);
  }
});

test("of two spans over the same words the heavier one is shown", () => {
  const light = span(0, 5, "waiting", 8);
  const heavy = span(3, 8, "harm", 38);
  expect(cut("0123456789", [light, heavy]).filter((p) => p.span).map((p) => p.span)).toEqual([heavy]);
});

test("the waterfall ends at the sum, and each bar starts where the last ended", () => {
  const steps = waterfall([
    span(0, 0, "base", 8),
    span(9, 12, "deadline", 16, "by Friday"),
    span(0, 5, "harm", 30, "vaccines"),
    span(20, 25, "harm", 8, "patients"),
    span(3, 4, "word", 2, "angry"),
    span(0, 0, "relief", -6),
  ]);
  expect(steps.map((s) => s.kind)).toEqual(["base", "harm", "deadline", "relief"]);
  expect(steps[1]).toMatchObject({ words: "vaccines", weight: 38, from: 8, to: 46 });
  steps.slice(1).forEach((s, i) => expect(s.from).toBe(steps[i]?.to));
  expect(steps.at(-1)?.to).toBe(56);
});

test("a bar quotes the words that moved the score its way, and the list has every piece", () => {
  const evidence = [
    span(0, 0, "learned", -9),
    span(0, 4, "learned", 6, "fire"),
    span(9, 14, "learned", -7, "hours"),
    span(0, 0, "base", 38),
    span(2, 3, "word", 1, "angry"),
  ];
  expect(waterfall(evidence)[1]).toMatchObject({ kind: "learned", weight: -10, words: "hours" });
  expect(listed(evidence).map((one) => one.weight)).toEqual([38, -9, -7, 6]);
});

test("bars that leave the scale are drawn to their end, and the picture reaches them", () => {
  const over = waterfall([span(0, 0, "base", 38), span(0, 1, "harm", 82, "power cut"), span(0, 0, "learned", -44)]);
  expect(over.map((s) => [s.from, s.to])).toEqual([[0, 38], [38, 120], [120, 76]]);
  expect(reach(over)).toEqual([0, 120]);
  expect(reach(waterfall([span(0, 0, "base", 38), span(0, 0, "relief", -50)]))).toEqual([-12, 100]);
  expect(reach([])).toEqual([0, 100]);
});

test("a quote is one line, and a sign says that it goes on", () => {
  expect(start(" can\n  wait ", 20)).toBe("can wait");
  expect(start("it can wait", 6)).toBe("it can…");
  expect(start("🧊🧊🧊🧊", 2)).toBe("🧊🧊…");
});

test("a first line and the rest keep each word's evidence", () => {
  const text = "🧊 door\n我已经打了三次\nthanks";
  const [line, rest] = firstLine(text, [span(2, 6), span(10, 14), span(4, 9)]);
  expect(line.text + "\n" + rest.text).toBe(text);
  expect(cut(line.text, line.spans).find((p) => p.span)?.text).toBe("door");
  expect(cut(rest.text, rest.spans).find((p) => p.span)?.text).toBe("打了三次");
  expect(firstLine("alone", [])[1].text).toBe("");
});
