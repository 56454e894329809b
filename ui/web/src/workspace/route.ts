/** Where in the workspace one is: a view, and perhaps a ticket. Kept in the fragment. */

import { signal } from "../shared/signal";

export const LISTS = ["mine", "unassigned", "escalated", "due", "review", "all"] as const;
export const VIEWS = [...LISTS, "calls", "dead", "team", "openings", "quality"] as const;
export type ListView = (typeof LISTS)[number];
export type View = (typeof VIEWS)[number];

export interface Route {
  view: View;
  ticket: string | null;
}

const UUID = /^[0-9a-f-]{36}$/;

export function parse(fragment: string): Route {
  const [view, ticket] = fragment.replace(/^#/, "").split("/");
  return {
    view: VIEWS.find((v) => v === view) ?? "all",
    ticket: ticket && UUID.test(ticket) ? ticket : null,
  };
}

export const link = (view: View, ticket?: string | null): string =>
  `#${view}${ticket ? `/${ticket}` : ""}`;

export const route = signal<Route>(parse(location.hash));
addEventListener("hashchange", () => (route.value = parse(location.hash)));

export function go(view: View, ticket?: string | null): void {
  location.hash = link(view, ticket);
}

export const isList = (view: View): view is ListView => (LISTS as readonly View[]).includes(view);
