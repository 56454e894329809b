/** The files that were dropped here, what the reader knows, and what came of each file. */

import { signal } from "../shared/signal";
import { looksLikeReceipt, verifyReceipt, type Claim } from "./proof/receipt";
import { logKeys } from "./proof/file";
import { parseKey, type VerifierKey } from "./proof/signed/key";
import { parseCheckpoint, parseNote, type Checkpoint } from "./proof/signed/note";
import { parsePolicy, type Policy } from "./proof/signed/policy";
import { verify, type Known, type Outcome, type Verified } from "./proof/verify";
import { BadFormat, type Why } from "./proof/why";

interface Dropped {
  id: number;
  name: string;
  bytes: number;
  ms: number;
}
export interface CheckedProof extends Dropped {
  kind: "proof";
  outcome: Outcome;
}
export interface CheckedReceipt extends Dropped {
  kind: "receipt";
  claim: Claim;
  /** Whether any key of a log was at hand to read it by. */
  keyed: boolean;
}
export type Checked = CheckedProof | CheckedReceipt;

/** The newest first. */
export const checked = signal<readonly Checked[]>([]);
/** Names of files that the browser could not read. */
export const unreadable = signal<readonly string[]>([]);

/** What the reader has from elsewhere, as typed; nothing of it leaves the page. */
export interface Typed {
  policy: string;
  key: string;
  seen: string;
}
export const typed = signal<Typed>({ policy: "", key: "", seen: "" });

/** Keys that somebody publishes for the log: good enough to read a receipt by, not to trust. */
export const published = signal<readonly VerifierKey[]>([]);

const LARGEST = 4 * 1024 * 1024;
interface Held {
  id: number;
  name: string;
  data: Uint8Array;
}
let held: Held[] = [];
let last = 0;

/** What a text field holds, or why it is nothing of the kind. */
export type Read<T> = { value: T; wrong: null } | { value: null; wrong: Why | null };

function read<T>(text: string, parse: (text: string) => T): Read<T> {
  if (!text.trim()) return { value: null, wrong: null };
  try {
    return { value: parse(text), wrong: null };
  } catch (error) {
    if (error instanceof BadFormat) return { value: null, wrong: error.why };
    throw error;
  }
}

export const readPolicy = (text: string): Read<Policy> => read(text, (t) => parsePolicy(t.replaceAll("\r\n", "\n")));
export const readKey = (text: string): Read<VerifierKey> => read(text, (t) => parseKey(t.trim()));
/** A signed note, or the three lines of a checkpoint alone. */
export const readHead = (text: string): Read<Checkpoint> =>
  read(text, (t) => {
    const lines = `${t.replaceAll("\r\n", "\n").trim()}\n`;
    return parseCheckpoint(lines.includes("\n\n") ? parseNote(lines).text : lines);
  });

function known(): Known {
  const { policy, key, seen } = typed.value;
  // A key that cannot be read is still not the file's.
  return { policy: readPolicy(policy).value, key: key.trim() || null, seen: readHead(seen).value };
}

/** Everything again: a receipt is read by the proofs beside it, and all by what is known. */
export function checkAll(): void {
  const now = known();
  const proofs = new Map<number, CheckedProof>();
  for (const { id, name, data } of held) {
    if (isReceipt(data)) continue;
    const before = performance.now();
    const outcome = verify(data, now);
    proofs.set(id, { kind: "proof", id, name, bytes: data.length, ms: performance.now() - before, outcome });
  }
  const good = [...proofs.values()].map((one) => one.outcome).filter((o): o is Verified => o.valid);
  checked.value = held.map((one) => proofs.get(one.id) ?? receipt(one, good, now));
}

const isReceipt = (data: Uint8Array): boolean => looksLikeReceipt(new TextDecoder().decode(data.subarray(0, 64)));

function receipt({ id, name, data }: Held, good: readonly Verified[], now: Known): CheckedReceipt {
  const before = performance.now();
  const text = new TextDecoder().decode(data);
  const claim = claimOf(text, good, now);
  const keyed = believed(good, now).length > 0;
  return { kind: "receipt", id, name, bytes: data.length, ms: performance.now() - before, claim, keyed };
}

/** Reads a receipt by the proof that has its record, if one was dropped. */
export function claimOf(text: string, good: readonly Verified[], now: Known = known()): Claim {
  const at = BigInt(Date.now()) * 1000n;
  const keys = believed(good, now);
  const alone = verifyReceipt(text, keys, null, at);
  if (alone.merged !== "genuine") return alone;
  const { ref, origin, kind } = alone.receipt!;
  const beside = good.find(
    ({ checkpoint, records }) =>
      checkpoint.origin === origin && records.some((r) => r.kind === kind && r.fields.get("ref") === ref),
  );
  return beside ? verifyReceipt(text, keys, beside, at) : alone;
}

/** By whose signature a receipt counts: the reader's word first, then what others publish. */
function believed(good: readonly Verified[], { policy, key }: Known): VerifierKey[] {
  const own = [...(policy?.logs.map((log) => log.key) ?? []), ...(key ? [readKey(key).value] : [])];
  const sure = own.filter((one) => one !== null);
  if (sure.length > 0) return sure;
  const found = [...published.value, ...good.flatMap((proof) => logKeys(proof.proof))];
  return [...new Map(found.map((one) => [one.text, one])).values()];
}

/** Takes files; the first one given stands on top. A policy among them becomes the reader's. */
export async function take(files: readonly File[]): Promise<void> {
  unreadable.value = [];
  for (const file of [...files].reverse()) {
    try {
      // One byte more than a proof may have is enough to refuse it.
      hold(file.name, new Uint8Array(await file.slice(0, LARGEST + 1).arrayBuffer()));
    } catch {
      unreadable.value = [...unreadable.value, file.name];
    }
  }
  checkAll();
}

function hold(name: string, data: Uint8Array): void {
  const text = new TextDecoder().decode(data.subarray(0, 1 << 20));
  // A policy says `quorum` on a line of its own, which neither proofs nor receipts begin with.
  const policy = text.startsWith("veridesk/") ? null : readPolicy(text).value;
  if (policy) typed.value = { ...typed.value, policy: text };
  else held = [{ id: ++last, name, data }, ...held];
}

/** Takes a text that was pasted. */
export function takeText(name: string, text: string): void {
  hold(name, new TextEncoder().encode(text));
  checkAll();
}

export function remove(id: number): void {
  held = held.filter((one) => one.id !== id);
  checkAll();
}

/** Notes what the reader knows, and checks every file again by it. */
export function know(more: Partial<Typed>): void {
  typed.value = { ...typed.value, ...more };
  checkAll();
}
