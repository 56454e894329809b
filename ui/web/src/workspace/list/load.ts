/** The tickets of the current view: filtered, paged, and kept fresh by the live line. */

import { complain } from "../../shared/parts/toast";
import type { Page, Row } from "../../shared/shapes";
import { signal } from "../../shared/signal";
import { api, take } from "../../shared/trust/api";
import { listen, onOpen } from "../../shared/trust/live";
import { isList, route } from "../route";
import { counts } from "../state";
import { refreshed } from "./rows";

export interface Query {
  state: "" | "open" | "waiting" | "resolved" | "closed";
  urgency: "" | "25" | "50" | "75";
  channel: "" | "mail" | "call" | "picture" | "form";
  q: string;
  order: "due" | "urgency" | "new";
}

export const PLAIN: Query = { state: "", urgency: "", channel: "", q: "", order: "due" };
export const query = signal<Query>(PLAIN);
export const isFiltered = (q: Query): boolean => Boolean(q.state || q.urgency || q.channel || q.q);

interface Held {
  rows: readonly Row[];
  next: string | null;
  pages: number;
  state: "loading" | "ready" | "failed";
}

export const held = signal<Held>({ rows: [], next: null, pages: 0, state: "loading" });

// Answers to questions that are no longer asked are thrown away.
let asked = 0;

function fetchPage(cursor?: string): Promise<Page> {
  const { q, state, urgency, channel, order } = query.value;
  // Elsewhere a page is asked for its counts alone.
  const view = isList(route.value.view) ? route.value.view : "mine";
  const wanted = { view, order, q, state, urgency, channel, cursor };
  const said = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value));
  return take(api.GET("/api/tickets", { params: { query: said } }));
}

/** Loads the view anew, from its first page. */
export async function load(): Promise<void> {
  if (!isList(route.value.view)) return;
  const mine = ++asked;
  held.value = { rows: [], next: null, pages: 0, state: "loading" };
  try {
    const page = await fetchPage();
    if (mine !== asked) return;
    held.value = { rows: page.items, next: page.next, pages: 1, state: "ready" };
    counts.value = page.counts;
  } catch (error) {
    if (mine !== asked) return;
    held.value = { ...held.value, state: "failed" };
    complain(error);
  }
}

/** Fetches the first page again and keeps what was loaded after it. */
async function refresh(): Promise<void> {
  const mine = asked;
  const view = isList(route.value.view);
  const page = await fetchPage();
  counts.value = page.counts;
  if (!view || mine !== asked || held.value.state === "loading") return;
  const { rows, pages, next } = held.value;
  held.value = {
    rows: refreshed(page.items, rows, pages),
    next: pages > 1 ? next : page.next,
    pages: Math.max(1, pages),
    state: "ready",
  };
}

/** The next page, if there is one. */
export async function loadMore(): Promise<void> {
  const { next, rows, pages, state } = held.value;
  if (!next || state !== "ready") return;
  const mine = asked;
  held.value = { ...held.value, next: null };
  try {
    const page = await fetchPage(next);
    if (mine !== asked) return;
    const here = new Set(rows.map((row) => row.id));
    const fresh = page.items.filter((row) => !here.has(row.id));
    held.value = { rows: [...rows, ...fresh], next: page.next, pages: pages + 1, state: "ready" };
  } catch (error) {
    held.value = { ...held.value, next };
    complain(error);
  }
}

/** Shows a change of one's own at once; the live line brings the order later. */
export function patch(row: Row): void {
  const rows = held.value.rows.map((old) => (old.id === row.id ? row : old));
  held.value = { ...held.value, rows };
}

// Many changes in a moment are fetched once: soon after the first, and again after the last.
let due: ReturnType<typeof setTimeout> | undefined;
let busy = false;
function soon(): void {
  due ??= setTimeout(() => {
    due = undefined;
    if (busy) return soon();
    busy = true;
    void refresh()
      .catch(() => {
        // The line tells of trouble; the list keeps what it had.
      })
      .finally(() => (busy = false));
  }, 120);
}

/** Follows the route, the filters and the live line. Call it once. */
export function follow(): void {
  let view = route.value.view;
  route.follow(() => {
    if (route.value.view === view) return;
    view = route.value.view;
    void load();
  });
  query.follow(() => void load());
  listen((event) => {
    if (event.topic === "ticket" || event.topic === "call") soon();
  });
  onOpen(soon);
  void (isList(view) ? load() : refresh().catch(complain));
}
