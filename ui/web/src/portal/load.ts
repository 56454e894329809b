/** What the portal knows, kept fresh by asking: it has no live line of its own. */

import { lang } from "../shared/i18n";
import type { components } from "../shared/api";
import { signal } from "../shared/signal";
import type { Consent, Me, Promised, Purpose, State } from "../shared/shapes";
import { api, onStepUp, take } from "../shared/trust/api";
import { NoDevice, Refused, session, Unreachable } from "../shared/trust/session";
import { complain } from "../shared/parts/toast";
import { route } from "./route";

type Raw = components["schemas"];
export interface Ticket extends Omit<Raw["PortalTicket"], "promises"> {
  state: State;
  promises: Promised[];
}
export interface Home extends Omit<Raw["PortalHome"], "tickets" | "consents"> {
  tickets: Ticket[];
  consents: Consent[];
}

export const home = signal<Home | null>(null);
export const me = signal<Me | null>(null);
export const offline = signal(false);
/** The desk wants to know again that it is them. */
export const doubted = signal(false);

const EVERY = 4_000;
let asking: Promise<void> | undefined;
let over = false;

/** Does `act`, after which there is nothing to ask for; beside it nothing is asked either. */
export async function lastly(act: () => Promise<void>): Promise<void> {
  over = true;
  try {
    await asking;
    await act();
  } catch (error) {
    over = false;
    throw error;
  }
}

/** Asks for the first page anew; several callers share one request. */
export function refresh(): Promise<void> {
  if (over) return Promise.resolve();
  asking ??= (async () => {
    try {
      home.value = (await take(api.GET("/api/portal/me"))) as Home;
      if (!me.value || me.value.masked !== home.value.masked) me.value = await take(api.GET("/api/me"));
      offline.value = false;
    } catch (error) {
      if (error instanceof Unreachable) offline.value = true;
      else if (error instanceof Refused && error.problem.step_up) doubted.value = true;
      else if (!(error instanceof NoDevice) && session.value !== "no-device") complain(error);
    } finally {
      asking = undefined;
    }
  })();
  return asking;
}

/** Calls `act` every few seconds while the page is looked at, and when it is again. */
export function whileSeen(act: () => void): () => void {
  const seen = () => document.visibilityState === "visible" && session.value !== "no-device" && !over && act();
  const timer = setInterval(seen, EVERY);
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}

/** Gives or takes back one consent, by the words of `notice`; shows what the desk answered. */
export async function setConsent(purpose: Purpose, given: boolean, months = 6, notice?: string): Promise<void> {
  const answer = api.PUT("/api/portal/consents/{purpose}", {
    params: { path: { purpose } },
    body: { given, months, notice },
  });
  const changed = (await take(answer)) as Consent;
  if (!home.value) return;
  const consents = home.value.consents.map((c) => (c.purpose === purpose ? changed : c));
  home.value = { ...home.value, consents };
}

/** Whether a purpose holds now, given or assumed. */
export const holds = (consent: Consent | undefined): boolean =>
  consent?.state === "given" || consent?.state === "assumed";

/** Begins once per page. */
export async function begin(): Promise<void> {
  onStepUp(() => {
    // Deleting always takes a fresh link, whatever else is believed: its page says so.
    doubted.value = route.value.page !== "erase";
    return Promise.resolve(false);
  });
  await refresh();
  lang.follow(() => {
    if (!home.value) return;
    take(api.PUT("/api/portal/language", { body: { language: lang.value } })).catch(complain);
  });
  whileSeen(() => void refresh());
  addEventListener("online", () => void refresh());
}
