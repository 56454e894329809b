import { expect, test } from "vitest";
import { wayOf } from "../src/enrol/fit";
import { inOrder } from "../src/portal/home/promise";
import { parse, to } from "../src/portal/route";
import { choose, LARGEST, MOST } from "../src/portal/talk/choose";
import { draftOf, keepDraft } from "../src/portal/talk/draft";
import { en } from "../src/portal/words/en";
import { zh } from "../src/portal/words/zh";
import type { Promised } from "../src/shared/shapes";

const ID = "01a20701-8d29-7cbf-8e29-a1572214ff3b";

test("every place in the portal has an address that leads back to it", () => {
  expect(parse(to.home)).toEqual({ page: "home" });
  expect(parse(to.write)).toEqual({ page: "write" });
  expect(parse(to.ticket(ID))).toEqual({ page: "ticket", id: ID });
  expect(parse(to.call())).toEqual({ page: "call", ticket: null });
  expect(parse(to.call(ID))).toEqual({ page: "call", ticket: ID });
  for (const odd of ["", "#", "#/ticket/", `#/ticket/${ID}x`, "#/call/../x", "#/nowhere"]) {
    expect(parse(odd), odd).toEqual({ page: "home" });
  }
});

const picture = (name: string, size = 10, type = "image/png") => ({ name, size, type });

test("at most five pictures are taken, and whatever is left out is named", () => {
  const six = Array.from({ length: 6 }, (_, i) => picture(`${i}.png`));
  expect(choose([], six)).toEqual({ held: six.slice(0, MOST), left: [{ why: "tooMany" }] });
  const chosen = choose([picture("a.png")], [picture("b.txt", 1, "text/plain"), picture("c.png", LARGEST + 1), picture("d.png", LARGEST)]);
  expect(chosen.held.map((f) => f.name)).toEqual(["a.png", "d.png"]);
  expect(chosen.left).toEqual([{ why: "notPicture", name: "b.txt" }, { why: "tooLarge", name: "c.png" }]);
});

test("a draft is kept for each request by itself, and an empty one is not kept", () => {
  keepDraft("new", { subject: "s", text: "t" });
  keepDraft(ID, { subject: "", text: "reply" });
  expect(draftOf("new")).toEqual({ subject: "s", text: "t" });
  expect(draftOf(ID)).toEqual({ subject: "", text: "reply" });
  keepDraft("new", { subject: "", text: "" });
  expect(draftOf("new")).toEqual({ subject: "", text: "" });
  localStorage.setItem("veridesk.portal.draft.new", "{broken");
  expect(draftOf("new")).toEqual({ subject: "", text: "" });
});

test("a running promise comes before one that ended, and the earlier due before the later", () => {
  const made = (id: string, state: Promised["state"], due_at: string, settled_at: string | null = null) =>
    ({ id, state, due_at, settled_at }) as Promised;
  const order = inOrder([
    made("old", "kept", "2026-01-01", "2026-01-01"),
    made("later", "running", "2026-03-02"),
    made("new", "broken", "2026-01-02", "2026-01-03"),
    made("soon", "running", "2026-03-01"),
  ]);
  expect(order.map((p) => p.id)).toEqual(["soon", "later", "new", "old"]);
});

test("only enrolment links of this desk are followed", () => {
  const here = "http://desk.example";
  expect(wayOf(" http://desk.example/enrol#abcdefghij ", here)).toBe("/enrol#abcdefghij");
  for (const bad of ["http://other.example/enrol#abcdefghij", "http://desk.example/portal#abcdefghij", "http://desk.example/enrol", "javascript:alert(1)", "abc"]) {
    expect(wayOf(bad, here), bad).toBeNull();
  }
});

test("both languages say each purpose, state and kind of promise", () => {
  for (const key of ["purpose", "state", "used", "reason"] as const) {
    expect(Object.keys(zh[key]).sort()).toEqual(Object.keys(en[key]).sort());
  }
  for (const state of ["running", "kept", "broken"] as const) {
    expect(Object.keys(zh.promise[state])).toEqual(Object.keys(en.promise[state]));
  }
});
