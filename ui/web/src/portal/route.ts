/** Where in the portal one is: in the fragment, so that the browser's own back works. */

import { signal } from "../shared/signal";

export type Route =
  | { page: "home" }
  | { page: "ticket"; id: string }
  | { page: "write" }
  | { page: "promised" }
  | { page: "agreed" }
  | { page: "erase" }
  | { page: "call"; ticket: string | null };

const PLAIN = ["write", "promised", "agreed", "erase"] as const;
const ID = "([0-9a-f-]{36})";

export function parse(hash: string): Route {
  const ticket = new RegExp(`^#/ticket/${ID}$`).exec(hash);
  if (ticket) return { page: "ticket", id: ticket[1]! };
  const call = new RegExp(`^#/call(?:/${ID})?$`).exec(hash);
  if (call) return { page: "call", ticket: call[1] ?? null };
  const plain = PLAIN.find((page) => hash === `#/${page}`);
  return { page: plain ?? "home" };
}

export const route = signal<Route>(parse(location.hash));

addEventListener("hashchange", () => {
  route.value = parse(location.hash);
  scrollTo(0, 0);
  // Whoever listens instead of looking is told where they are now.
  requestAnimationFrame(() => document.querySelector<HTMLElement>("h1")?.focus());
});

export const to = {
  home: "#/",
  write: "#/write",
  promised: "#/promised",
  agreed: "#/agreed",
  erase: "#/erase",
  ticket: (id: string) => `#/ticket/${id}`,
  call: (ticket?: string) => (ticket ? `#/call/${ticket}` : "#/call"),
};

export function go(hash: string): void {
  location.hash = hash;
}
