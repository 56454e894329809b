/** The files that were dropped here, and what came of each. They never leave the page. */

import { signal } from "../shared/signal";
import { verify, type Outcome } from "./proof/verify";

export interface Checked {
  id: number;
  name: string;
  bytes: number;
  ms: number;
  outcome: Outcome;
  pinned: boolean;
}

/** The newest first. */
export const checked = signal<readonly Checked[]>([]);
/** Names of files that the browser could not read. */
export const unreadable = signal<readonly string[]>([]);
/** The log's key, where the reader has it from elsewhere. */
export const known = signal("");

const LARGEST = 4 * 1024 * 1024;
const held = new Map<number, Uint8Array>();
let last = 0;

function check(id: number, name: string, data: Uint8Array): Checked {
  const before = performance.now();
  const key = known.value.trim() || null;
  const outcome = verify(data, key);
  return { id, name, bytes: data.length, ms: performance.now() - before, outcome, pinned: key !== null };
}

/** Checks files; the first one given stands on top. */
export async function take(files: readonly File[]): Promise<void> {
  unreadable.value = [];
  for (const file of [...files].reverse()) {
    try {
      // One byte more than a proof may have is enough to refuse it.
      const data = new Uint8Array(await file.slice(0, LARGEST + 1).arrayBuffer());
      held.set(++last, data);
      checked.value = [check(last, file.name, data), ...checked.value];
    } catch {
      unreadable.value = [...unreadable.value, file.name];
    }
  }
}

export function remove(id: number): void {
  held.delete(id);
  checked.value = checked.value.filter((one) => one.id !== id);
}

/** Names the key that the reader knows, and checks every file again by it. */
export function knowKey(text: string): void {
  known.value = text;
  checked.value = checked.value.map((one) => check(one.id, one.name, held.get(one.id)!));
}
