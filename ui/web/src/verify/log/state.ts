/** What this desk publishes of its own log, fetched without any account. */

import { signal } from "../../shared/signal";
import type { components } from "../../shared/api";
import type { LogState } from "../../shared/shapes";
import { deskKeys } from "../desk";
import { checkAll, published } from "../files";
import { parseKey, type VerifierKey } from "../proof/signed/key";
import { BadFormat } from "../proof/why";

export type Course = components["schemas"]["LogCourse"];
export type Found = components["schemas"]["LogFound"];
export type Consistency = components["schemas"]["LogConsistency"];

/** undefined while it is asked for, null where it cannot be had. */
export const deskLog = signal<LogState | null | undefined>(undefined);
export const course = signal<Course | null | undefined>(undefined);

async function ask<T>(path: string): Promise<T | null> {
  try {
    const answer = await fetch(path, { cache: "no-store", credentials: "omit" });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}

export async function askForLog(): Promise<void> {
  const found = await ask<LogState>("/api/log");
  const before = deskKeys.value;
  deskLog.value = found;
  deskKeys.value = found?.keys ?? null;
  if (found && String(before) !== String(found.keys)) {
    published.value = keysOf(found.keys);
    // Receipts that waited for a key can be read now.
    checkAll();
  }
}

export async function askForCourse(): Promise<void> {
  course.value = await ask<Course>("/api/log/course");
}

/** The hashes between a state of `old` records and one of `size`. */
export const askForConsistency = (old: bigint, size: bigint): Promise<Consistency | null> =>
  ask<Consistency>(`/api/log/consistency?old=${old}&new=${size}`);

/** Keys that can be read; one of a kind that is not known here signs nothing for us. */
export function keysOf(texts: readonly string[]): VerifierKey[] {
  return texts.flatMap((text) => {
    try {
      return [parseKey(text)];
    } catch (error) {
      if (error instanceof BadFormat) return [];
      throw error;
    }
  });
}

export type Sought = Found | "nothing" | "alone" | "refused" | "many" | "unreachable";

/** How what somebody holds a reference of stands. */
export async function search(ref: string, ticket: number | null): Promise<Sought> {
  try {
    const answer = await fetch("/api/log/search", {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ref, ticket }),
    });
    if (answer.status === 404) return "nothing";
    if (answer.status === 429) return "many";
    return answer.ok ? ((await answer.json()) as Found) : "unreachable";
  } catch {
    return "unreachable";
  }
}

/** The same by a ticket's number alone, for a browser that is bound to the desk. */
export async function searchByNumber(number: number): Promise<Sought> {
  const [{ api, take }, { actAs, NoDevice, Refused }] = await Promise.all([
    import("../../shared/trust/api"),
    import("../../shared/trust/session"),
  ]);
  actAs("desk");
  try {
    return await take(api.GET("/api/log/tickets/{number}", { params: { path: { number: String(number) } } }));
  } catch (error) {
    if (error instanceof NoDevice) return "alone";
    if (!(error instanceof Refused)) return "unreachable";
    return error.status === 404 ? "nothing" : error.status === 429 ? "many" : "refused";
  }
}
