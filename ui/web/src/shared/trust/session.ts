/** The access token of this tab: five minutes, bound to the device's key, renewed in time. */

import { signal } from "../signal";
import type { Problem, Token } from "../shapes";
import { device, keepDevice, makeDevice, type Device, type Slot } from "./device";
import { deviceName, fingerprint } from "./fingerprint";
import { freshNonce, heed, prove } from "./proof";

/** What the desk answered instead of doing what was asked. */
export class Refused extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.problem = problem;
  }

  has(reason: string): boolean {
    return this.problem.reasons?.includes(reason) ?? false;
  }
}

/** The desk cannot be reached. Nothing was changed, as far as can be known. */
export class Unreachable extends Error {}

/** This browser was never bound, or its device was revoked. */
export class NoDevice extends Error {}

export type SessionState = "unknown" | "in" | "no-device";
export const session = signal<SessionState>("unknown");

let slot: Slot = "desk";
let mine: Promise<Device | null> | undefined;
let held: { token: Token; until: number } | undefined;
let asking: Promise<Token> | undefined;

/** Says which of this browser's devices the page speaks for. Call it first. */
export function actAs(which: Slot): void {
  slot = which;
}

export async function thisDevice(): Promise<Device> {
  const found = await (mine ??= device(slot));
  if (!found) {
    session.value = "no-device";
    throw new NoDevice("this browser is not bound to an account");
  }
  return found;
}

/** The problem that an answer carries, whatever shape it came in. */
export async function refusal(response: Response): Promise<Refused> {
  const fallback: Problem = {
    type: "about:blank",
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: null,
    reasons: [],
    step_up: false,
  };
  try {
    const told = (await response.json()) as Partial<Problem>;
    return new Refused({ ...fallback, ...told, status: response.status });
  } catch {
    return new Refused(fallback);
  }
}

/** One signed POST without a token: enrolment and tokens themselves. */
async function post<T>(by: Device, path: string, body: unknown): Promise<T> {
  for (let again = 1; ; again--) {
    let response: Response;
    try {
      // Asking for a first nonce costs no more than being refused for want of one.
      await freshNonce(by, Infinity);
      response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", DPoP: await prove(by, "POST", path) },
        body: JSON.stringify(body),
      });
    } catch (error) {
      throw new Unreachable("the desk cannot be reached", { cause: error });
    }
    const nonced = heed(response.headers);
    if (response.ok) return (await response.json()) as T;
    if (response.status !== 401 || !nonced || again <= 0) throw await refusal(response);
  }
}

/** Takes a token that an answer brought (enrolment, step-up) in place of the held one. */
export function hold(token: Token): void {
  // Renewed when four fifths of its life are over, so that no request meets its end.
  held = { token, until: Date.now() + token.expires_in * 800 };
  session.value = "in";
}

/** Drops the held token; the next request asks for another. */
export function drop(): void {
  held = undefined;
}

/** A token that is good for at least a minute. Several callers share one request. */
export async function token(): Promise<Token> {
  if (held && Date.now() < held.until) return held.token;
  asking ??= (async () => {
    try {
      const by = await thisDevice();
      const body = { fingerprint: fingerprint(), portal: slot === "portal" };
      const given = await post<Token>(by, "/api/token", body);
      hold(given);
      return given;
    } catch (error) {
      if (error instanceof Refused && (error.has("unknown-device") || error.has("revoked"))) {
        session.value = "no-device";
      }
      throw error;
    } finally {
      asking = undefined;
    }
  })();
  return asking;
}

/**
 * Binds this browser with a one-time token from a link. `step` hears how far it got:
 * "made" (stored, read back and used once), then "bound".
 */
export async function enrol(
  oneTime: string,
  name: string = deviceName(),
  step: (reached: "made" | "bound") => void = () => {},
): Promise<Token> {
  const made = await makeDevice();
  step("made");
  const body = { token: oneTime, fingerprint: fingerprint(), device_name: name };
  const given = await post<Token>(made, "/api/enrol", body);
  slot = given.role === "customer" ? "portal" : "desk";
  await keepDevice(slot, made);
  mine = Promise.resolve(made);
  hold(given);
  step("bound");
  return given;
}
