/** The one ticket that is open: loaded, kept fresh, and told apart from one that is gone. */

import { complain } from "../../shared/parts/toast";
import type { Detail } from "../../shared/shapes";
import { signal } from "../../shared/signal";
import { api, take } from "../../shared/trust/api";
import { listen, onOpen } from "../../shared/trust/live";
import { Refused } from "../../shared/trust/session";
import { patch } from "../list/load";
import { route } from "../route";

export interface Open {
  id: string | null;
  data: Detail | null;
  state: "loading" | "ready" | "gone" | "failed";
}

export const opened = signal<Open>({ id: null, data: null, state: "ready" });

let asked = 0;

async function fetchDetail(id: string): Promise<Detail> {
  return take(api.GET("/api/tickets/{id}", { params: { path: { id } } }));
}

/** Shows what the desk answered to a change, here and in the list. */
export function show(data: Detail): void {
  if (opened.value.id !== data.ticket.id) return;
  // A refresh on its way may be older than this.
  asked++;
  opened.value = { id: data.ticket.id, data, state: "ready" };
  patch(data.ticket);
}

async function open(id: string): Promise<void> {
  const mine = ++asked;
  opened.value = { id, data: null, state: "loading" };
  try {
    const data = await fetchDetail(id);
    if (mine !== asked) return;
    opened.value = { id, data, state: "ready" };
    if (data.ticket.unread) {
      await api.POST("/api/tickets/{id}/seen", { params: { path: { id } } });
      patch({ ...data.ticket, unread: false });
    }
  } catch (error) {
    if (mine !== asked) return;
    const gone = error instanceof Refused && (error.status === 404 || error.status === 403);
    opened.value = { id, data: null, state: gone ? "gone" : "failed" };
    if (!gone) complain(error);
  }
}

/** Loads the open ticket again, quietly. */
export async function refreshTicket(): Promise<void> {
  const { id, data } = opened.value;
  if (!id) return;
  const mine = ++asked;
  try {
    const fresh = await fetchDetail(id);
    if (mine === asked) opened.value = { id, data: fresh, state: "ready" };
  } catch (error) {
    if (mine === asked && !data) opened.value = { id, data: null, state: "failed" };
    if (!(error instanceof Refused)) return;
    complain(error);
  }
}

/** Follows the route and the live line. Call it once. */
export function followTicket(): void {
  let pending: ReturnType<typeof setTimeout> | undefined;
  const turn = () => {
    const { ticket } = route.value;
    if (ticket === opened.value.id) return;
    clearTimeout(pending);
    if (!ticket) {
      asked++;
      opened.value = { id: null, data: null, state: "ready" };
      return;
    }
    opened.value = { id: ticket, data: null, state: "loading" };
    // Someone who walks the list with J does not want each ticket on the way.
    pending = setTimeout(() => void open(ticket), 60);
  };
  route.follow(turn);
  turn();
  let soon: ReturnType<typeof setTimeout> | undefined;
  listen((event) => {
    const { id, data } = opened.value;
    const seals = event.topic === "log" && data?.promises.some((p) => p.seal !== "anchored");
    if (!id || !((event.topic === "ticket" && event.ref === id) || seals)) return;
    soon ??= setTimeout(() => {
      soon = undefined;
      void refreshTicket();
    }, 100);
  });
  onOpen(() => void refreshTicket());
}
