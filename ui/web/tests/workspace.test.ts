import { expect, test } from "vitest";
import { speak } from "../src/shared/i18n";
import type { Detail, Message, Row } from "../src/shared/shapes";
import { keyName } from "../src/shared/parts/keyboard";
import { pause } from "../src/shared/trust/live";
import { feelingsOf } from "../src/workspace/details/reading";
import { add, columns, crosses, lasted, ownRange, table } from "../src/workspace/call/curve";
import { HEIGHT, places, WIDTH } from "../src/workspace/details/course";
import { grouped, hold, neighbour, refreshed } from "../src/workspace/list/rows";
import { newer } from "../src/workspace/reply/faster";
import { stands } from "../src/workspace/reply/promises";
import { whenOf } from "../src/workspace/reply/when";
import { link, parse } from "../src/workspace/route";
import { seesCustomers } from "../src/workspace/state";
import { subjectOf } from "../src/shared/subject";
import { why } from "../src/shared/why";

const now = Date.parse("2026-11-19T13:33:00Z");
const row = (id: string, due: number | null = null, version = 1): Row =>
  ({ id, version, next_due: due === null ? null : new Date(now + due * 60_000).toISOString() }) as Row;
const ids = (rows: readonly Row[]) => rows.map((r) => r.id).join("");

test("while a person points at the list no row moves or disappears, and all take new values", () => {
  const shown = [row("a"), row("b"), row("c")];
  const held = hold(shown, [row("d"), row("c", null, 2), row("a")]);
  expect(ids(held.rows)).toBe("abc");
  expect(held.rows[2]?.version).toBe(2);
  expect(held.waiting).toBe(1);
});

test("a new first page keeps what was loaded after it, each ticket once", () => {
  const pages = [row("a"), row("b"), row("c"), row("d")];
  expect(ids(refreshed([row("c"), row("a")], pages, 2))).toBe("cad");
  expect(ids(refreshed([row("c")], pages, 1))).toBe("c");
});

test("groups keep the order of the rows and hold every row once", () => {
  const rows = [row("a", -5), row("b", 30), row("c", 200), row("d", 3000), row("e")];
  const groups = grouped(rows, now);
  expect(groups.map((g) => g.name)).toEqual(["soon", "today", "later", "none"]);
  expect(groups.map((g) => ids(g.rows)).join("|")).toBe("ab|c|d|e");
});

test("the next row stops at the ends, and starts at the first", () => {
  const rows = [row("a"), row("b")];
  expect(neighbour(rows, null, 1)?.id).toBe("a");
  expect(neighbour(rows, "b", 1)?.id).toBe("b");
  expect(neighbour(rows, "b", -1)?.id).toBe("a");
  expect(neighbour([], null, 1)).toBeUndefined();
});

test("a fragment that means nothing shows all tickets", () => {
  const id = "0193b6b2-0000-7000-8000-000000000001";
  expect(parse(link("mine", id))).toEqual({ view: "mine", ticket: id });
  expect(parse("#calls")).toEqual({ view: "calls", ticket: null });
  expect(parse("#nonsense/../x")).toEqual({ view: "all", ticket: null });
});

const message = (id: string, kind: Message["kind"], author: string, automatic = false) =>
  ({ id, kind, author, automatic }) as Message;
const detail = (...messages: Message[]) => ({ messages }) as Detail;

test("a colleague's reply or the customer's next words stop an answer, nothing else does", () => {
  const seen = new Set(["1"]);
  const old = message("1", "contact", "Helen");
  expect(newer(seen, detail(old), "Priya")).toBeNull();
  expect(newer(seen, detail(old, message("2", "reply", "Liang")), "Priya")?.id).toBe("2");
  expect(newer(seen, detail(old, message("2", "contact", "Helen")), "Priya")?.id).toBe("2");
  const harmless = [
    message("2", "reply", "Priya"),
    message("3", "note", "Liang"),
    message("4", "receipt", "Desk"),
    message("5", "contact", "Helen", true),
  ];
  expect(newer(seen, detail(old, ...harmless), "Priya")).toBeNull();
});

test("a promise stands only where its words still are, counted in code points", () => {
  const promise = { start: 2, end: 6, text: "明天十点", due_at: "" };
  expect(stands("🧊 明天十点", promise)).toBe(true);
  expect(stands("🧊 我明天十点", promise)).toBe(false);
});

test("points of a curve stand in their order, one for each second", () => {
  let track: number[][] = [];
  for (const point of [[2, 30], [4, 40], [3, 35], [4, 41]] as const) track = add(track, point);
  expect(track).toEqual([[2, 30], [3, 35], [4, 41]]);
  expect(columns(track, 40)).toEqual([[2, 3, 4], [30, 35, 41], [null, null, 41]]);
  expect(table([[1, 10], [9, 12], [11, 30]])).toEqual([[0, 12], [10, 30]]);
});

test("a caller has no own range before their usual voice is known", () => {
  const track = Array.from({ length: 30 }, (_, i) => [i, i < 20 ? 30 + (i % 5) : 90]);
  expect(ownRange({ baseline: null, track })).toBeNull();
  const range = ownRange({ baseline: 32, track });
  expect(range?.[0]).toBeGreaterThanOrEqual(30);
  expect(range?.[1]).toBeLessThanOrEqual(34);
});

test("a lost line is tried again soon, then less often, never less than each 19 seconds", () => {
  expect(pause(0, 0.5)).toBe(500);
  expect(pause(1, 0.5)).toBe(1000);
  for (let n = 0; n < 50; n++) expect(pause(n, 1)).toBeLessThanOrEqual(18_750);
});

test("a customer's course goes from edge to edge, and what is more urgent lies higher", () => {
  const at = places([0, 50, 100]);
  expect(at.map((place) => place.x)).toEqual([0, WIDTH / 2, WIDTH]);
  expect(at.map((place) => place.y)).toEqual([HEIGHT, HEIGHT / 2, 0]);
  expect(places([300, -5]).map((place) => place.y)).toEqual([0, HEIGHT]);
  expect(places([40])).toHaveLength(1);
});

test("words are not written where the curve runs", () => {
  const falling = [[1, 80], [5, 50], [20, 40]];
  expect(crosses(falling, [0, 8], [70, 82])).toBe(true);
  expect(crosses(falling, [2, 4], [60, 62])).toBe(true);
  expect(crosses(falling, [8, 30], [70, 82])).toBe(false);
  expect(crosses([], [0, 60], [0, 100])).toBe(false);
});

test("keys are named as the reader's keyboard names them", () => {
  const linux = "Mozilla/5.0 (X11; Linux x86_64)";
  expect(keyName("⌘K", "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0)")).toBe("⌘K");
  expect(keyName("⌘↵", linux)).toBe("Ctrl\u00a0↵");
  expect(keyName("⌥1", linux)).toBe("Alt\u00a01");
  expect(keyName("J", linux)).toBe("J");
});

test("a call is as long as what was said, however fast it came", () => {
  const call = (heard: number) => ({ started_at: "2026-11-19T13:33:00Z", heard_seconds: heard });
  expect(lasted(call(20), now + 6_000)).toBe(20);
  expect(lasted(call(1), now + 6_000)).toBe(6);
});

test("a feeling that the public standard names and that is hardly likely is not shown", () => {
  const read = (surprise: number) =>
    feelingsOf({ label: "neutral", labels: ["neutral", "surprise"], probabilities: { neutral: 1 - surprise, surprise } } as never);
  expect(read(0.004)).toEqual(["neutral"]);
  expect(read(0.2)).toEqual(["neutral", "surprise"]);
});

test("when to use an opening is told in the reader's language, else as it was written", () => {
  const [en, zh] = ["They are angry.", "对方生气。"];
  expect(whenOf({ language: "zh", when: { en, zh } })).toBe(en);
  speak("zh");
  expect(whenOf({ language: "en", when: { en, zh } })).toBe(zh);
  expect(whenOf({ language: "en", when: { en } })).toBe(en);
  speak("en");
});

test("what the desk calls a call is told in the reader's language, a customer's subject is not", () => {
  const told = (channel: Row["channel"], subject: string | null) => subjectOf({ channel, subject }).subject;
  expect(told("call", "来电")).toBe("Phone call");
  expect(told("mail", "来电")).toBe("来电");
  speak("zh");
  expect(told("call", "Phone call")).toBe("来电");
  expect(told("call", "The freezer")).toBe("The freezer");
  expect(told("call", null)).toBeNull();
  speak("en");
});

test("a refusal for want of a second proof is told in the reader's language, others as the desk tells them", () => {
  const problem = { type: "about:blank", title: "Needs step up", status: 403, detail: null, reasons: [], step_up: true };
  expect(why({ status: 403, problem })).toBe("This needs a second proof. Nothing you typed is lost.");
  speak("zh");
  expect(why({ status: 403, problem })).toBe("此操作需要第二重验证。已输入的内容不会丢失。");
  speak("en");
  expect(why({ status: 409, problem: { ...problem, status: 409, detail: "Too late", step_up: false } })).toBe("Too late");
});

test("an auditor is not told that customers' data is shown", () => {
  expect(seesCustomers({ masked: false, role: "agent" })).toBe(true);
  expect(seesCustomers({ masked: true, role: "agent" })).toBe(false);
  expect(seesCustomers({ masked: false, role: "auditor" })).toBe(false);
});
