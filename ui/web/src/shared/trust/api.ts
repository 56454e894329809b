/** Requests to the desk: signed, renewed, stepped up where asked; typed by its own document. */

import createClient from "openapi-fetch";
import type { paths } from "../api";
import { heed, prove } from "./proof";
import { drop, refusal, Refused, thisDevice, token, Unreachable } from "./session";

let stepUp: (problem: Refused) => Promise<boolean> = () => Promise.resolve(false);

// Where codes themselves are sent.
const CODES = new Set(["/api/step-up", "/api/totp/confirm"]);

/** Says who asks the person for their code; resolves true once they have proved themselves. */
export function onStepUp(ask: (problem: Refused) => Promise<boolean>): void {
  stepUp = ask;
}

/**
 * fetch() with proof and token. It tries again by itself with the nonce that the desk
 * asked for, with a new token when the old one had ended, and after a step-up; never
 * otherwise, so nothing is done twice. Throws Refused, Unreachable or NoDevice.
 */
export async function signed(request: Request): Promise<Response> {
  const body = request.body ? await request.arrayBuffer() : undefined;
  const tried = new Set<string>();
  for (;;) {
    const by = await thisDevice();
    const { access_token } = await token();
    const headers = new Headers(request.headers);
    headers.set("Authorization", `DPoP ${access_token}`);
    headers.set("DPoP", await prove(by, request.method, request.url, access_token));
    let response: Response;
    try {
      const { method, signal } = request;
      response = await fetch(request.url, { method, headers, body, signal, cache: "no-store" });
    } catch (error) {
      if (request.signal.aborted) throw error;
      throw new Unreachable("the desk cannot be reached", { cause: error });
    }
    const nonced = heed(response.headers);
    if (response.ok) return response;
    const problem = await refusal(response);
    const cure = problem.has("expired-token") ? "token" : nonced ? "nonce" : "";
    if (problem.status === 401 && cure && !tried.has(cure)) {
      tried.add(cure);
      if (cure === "token") drop();
      continue;
    }
    // A wrong code is said to whoever typed it: asking for another would wait for itself.
    const proving = CODES.has(new URL(request.url).pathname);
    if (problem.status === 403 && problem.problem.step_up && !proving && !tried.has("step-up")) {
      tried.add("step-up");
      if (await stepUp(problem)) continue;
    }
    throw problem;
  }
}

/** The typed client: `take(api.GET("/api/me"))`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: signed });

/** The data of an answer; refusals have been thrown before. */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** A file of the desk as a Blob: pictures, sound and proofs travel signed like all else. */
export async function file(path: string): Promise<Blob> {
  return (await signed(new Request(new URL(path, location.origin)))).blob();
}

/** Fetches a file and hands it to the browser's downloads. */
export async function save(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await file(path));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
