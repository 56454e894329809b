/** What the whole workspace shares: who one is, the colleagues, the log, the counts. */

import { complain } from "../shared/parts/toast";
import type { Account, Call, LogState, Me } from "../shared/shapes";
import { signal } from "../shared/signal";
import { api, take } from "../shared/trust/api";
import { listen, onOpen } from "../shared/trust/live";
import { Refused } from "../shared/trust/session";
import type { View } from "./route";

export const me = signal<Me | null>(null);
export const accounts = signal<readonly Account[]>([]);
export const log = signal<LogState | null>(null);
export const counts = signal<Readonly<Record<string, number>>>({});
export const calls = signal<readonly Call[]>([]);
/** Whether the details lie over the ticket, on screens too narrow for both. */
export const drawer = signal(false);

type Role = Me["role"];
// What the desk shows to these alone (auth/policy.cedar); the rest is everybody's who works here.
const ONLY: Partial<Record<View, readonly Role[]>> = {
  team: ["admin"], openings: ["admin"], dead: ["admin", "auditor"], quality: ["admin", "auditor"],
};
export const mayOpen = (view: View, role: Role): boolean => ONLY[view]?.includes(role) ?? true;

/** Whether customers' data is shown: an auditor sees none, however sure the desk is of them. */
export function seesCustomers({ masked, role }: Pick<Me, "masked" | "role">): boolean {
  return !masked && role !== "auditor";
}

const SINGLE = "veridesk.single-keys";
export const singleKeys = signal(localStorage.getItem(SINGLE) !== "off");
export function setSingleKeys(on: boolean): void {
  localStorage.setItem(SINGLE, on ? "on" : "off");
  singleKeys.value = on;
}

export async function refreshMe(): Promise<void> {
  me.value = await take(api.GET("/api/me"));
}

export async function refreshCalls(): Promise<void> {
  calls.value = (await take(api.GET("/api/calls"))).items;
}

/** Not every role may see every part; what may not be seen is left out without a word. */
export const unlessRefused = (error: unknown): void => {
  if (!(error instanceof Refused && error.status === 403)) complain(error);
};

/** Loads what every view shows, and keeps it fresh. */
export async function begin(): Promise<void> {
  await refreshMe();
  let pending: ReturnType<typeof setTimeout> | undefined;
  const loadLog = () => void take(api.GET("/api/log")).then((l) => (log.value = l), unlessRefused);
  const soon = () => {
    pending ??= setTimeout(() => {
      pending = undefined;
      loadLog();
    }, 1000);
  };
  const load = () => {
    void take(api.GET("/api/accounts")).then((a) => (accounts.value = a.items), unlessRefused);
    loadLog();
    void refreshCalls().catch(unlessRefused);
  };
  load();
  onOpen(load);
  listen((event) => {
    // The announcement says that the log has grown or was anchored; the state says how.
    if (event.topic === "log") soon();
    if (event.topic === "dead" && typeof event.body?.["count"] === "number") {
      counts.value = { ...counts.value, dead: event.body["count"] };
    }
  });
}
