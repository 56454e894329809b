import { expect, test } from "vitest";
import { day, dayAndClock, due, dueGroup, percent, size, span, spanInWords, timer } from "../src/shared/time";

const now = Date.parse("2026-11-19T13:33:00Z"); // a Thursday
const minutes = (n: number) => now + n * 60_000;

test("a countdown never promises more time than there is", () => {
  expect(due(minutes(72) + 59_000, null, now, "en").text).toBe("1h 12m");
  expect(due(minutes(72) - 1, null, now, "en").text).toBe("1h 11m");
});

test("under two hours or a quarter of its time a promise turns ochre", () => {
  expect(due(minutes(119), minutes(-60 * 48), now, "en").level).toBe("warn");
  expect(due(minutes(180), minutes(-10), now, "en").level).toBe("calm");
  expect(due(minutes(180), minutes(-600), now, "en").level).toBe("warn");
});

test("a promise is over at the moment it is due, and its ring is full", () => {
  expect(due(now, minutes(-60), now, "en")).toEqual({ text: "0m over", level: "over", share: 1 });
  expect(due(minutes(-6), null, now, "en").text).toBe("6m over");
  expect(due(minutes(-6), null, now, "zh").text).toBe("超时 6 分钟");
});

test("far away the day says more than hours", () => {
  expect(due(Date.parse("2026-11-20T10:00Z"), null, now, "en").text).toBe("Fri 10:00");
  expect(due(Date.parse("2026-12-09T10:00Z"), null, now, "en").text).toBe("9 Dec 10:00");
  expect(due(Date.parse("2026-11-20T10:00Z"), null, now, "zh").text).toBe("周五 10:00");
});

test("every due time stands under exactly one heading", () => {
  expect(dueGroup(minutes(-5), now)).toBe("soon");
  expect(dueGroup(minutes(119), now)).toBe("soon");
  expect(dueGroup(minutes(121), now)).toBe("today");
  expect(dueGroup(Date.parse("2026-11-20T00:00Z"), now)).toBe("later");
  expect(dueGroup(null, now)).toBe("none");
});

test("spans, days and sizes read as a person writes them", () => {
  expect(span(5 * 60_000, "en")).toBe("5m");
  expect(span(185 * 60_000, "en")).toBe("3h 05m");
  expect(span(50 * 3_600_000, "en")).toBe("2d");
  expect(span(185 * 60_000, "zh")).toBe("3 小时 5 分");
  expect(spanInWords(72 * 60_000, "en")).toBe("1 h 12 min");
  expect(day(Date.parse("2025-11-17T00:00Z"), now, "en")).toBe("17 Nov 2025");
  expect(day(Date.parse("2026-11-17T00:00Z"), now, "zh")).toBe("11月17日");
  expect(dayAndClock(now - 3_600_000, now, "en")).toBe("12:33");
  expect(timer(402)).toBe("6:42");
  expect(timer(3_661)).toBe("1:01:01");
  expect(size(1_800_000)).toBe("1.8 MB");
});

test("a share is written alike everywhere, as each language does", () => {
  expect(percent(0.426, 0, "en")).toBe("43\u00a0%");
  expect(percent(0.426, 1, "zh")).toBe("42.6%");
});

test("a share that is nearly all or nearly nothing is not told as all or nothing", () => {
  expect(percent(0.9971, 0, "en")).toBe(">99\u00a0%");
  expect(percent(0.9994, 1, "zh")).toBe("99.9%");
  expect(percent(0.9996, 1, "zh")).toBe(">99.9%");
  expect(percent(0.004, 0, "zh")).toBe("<1%");
  expect([percent(0, 0, "zh"), percent(1, 0, "zh"), percent(0.994, 0, "zh")]).toEqual(["0%", "100%", "99%"]);
});
