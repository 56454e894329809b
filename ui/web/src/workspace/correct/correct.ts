/** Correcting what was read in the open ticket: one key each, kept, and taken back. */

import { complain, hush, toast } from "../../shared/parts/toast";
import type { Correction, Detail, Feeling, Level, Signal, Topic } from "../../shared/shapes";
import { signal } from "../../shared/signal";
import { api, take } from "../../shared/trust/api";
import { shared } from "../../shared/words";
import { opened, show } from "../ticket/load";
import { words } from "../words";

export type Aspect = Correction["aspect"];
export type Meant = Correction["meant"];

export const ASPECTS: readonly Aspect[] = ["urgency", "emotion", "topic"];
export const LEVELS: readonly Level[] = ["low", "normal", "high", "critical"];

/** What a key has chosen and will be kept in a moment, unless it is pressed again. */
export const pending = signal<{ ticket: string; aspect: Aspect; meant: Meant } | null>(null);
const SETTLES = 1200;
const ABOUT = "correction";
let timer: ReturnType<typeof setTimeout> | undefined;

/** What the machine read. */
export function readAs(read: Signal, aspect: Aspect): Meant {
  if (aspect === "urgency") return read.urgency.level;
  return aspect === "emotion" ? read.emotion.label : (read.intent?.topic ?? "unknown");
}

/** How sure the machine was of it, 0..1; null where it said that it cannot tell. */
export function sureOf(read: Signal, aspect: Aspect): number | null {
  if (aspect === "urgency") return read.urgency.confidence;
  if (aspect === "emotion") return read.emotion.probabilities[read.emotion.label] ?? null;
  return readAs(read, "topic") === "unknown" ? null : (read.intent?.confidence ?? null);
}

/** What may be meant: levels in their order, the rest by how likely the machine finds it. */
export function choices(read: Signal, aspect: Aspect): readonly Meant[] {
  if (aspect === "urgency") return LEVELS;
  if (aspect === "emotion") {
    const all = Object.keys(shared().tone) as Feeling[];
    const likely = (one: Feeling) => read.emotion.probabilities[one] ?? 0;
    return [...all].sort((a, b) => likely(b) - likely(a));
  }
  const likely = (read.intent?.alternatives ?? []).map((one) => one[0] as Topic);
  const first = [readAs(read, "topic") as Topic, ...likely];
  return [...new Set([...first, ...(Object.keys(shared().topic) as Topic[])])];
}

export function nameOf(aspect: Aspect, meant: Meant): string {
  const s = shared();
  const names: Record<string, string> = { urgency: s.level, emotion: s.tone, topic: s.topic }[aspect];
  return names[meant] ?? meant;
}

/** What a person said of the reading that stands. */
export const stands = (detail: Detail, aspect: Aspect): Correction | undefined =>
  (detail.corrections ?? []).find((one) => one.contact_id === detail.read_in && one.aspect === aspect);

async function send(id: string, aspect: Aspect, meant: Meant | null): Promise<boolean> {
  try {
    const path = { params: { path: { id } } };
    show(await take(api.POST("/api/tickets/{id}/correction", { ...path, body: { aspect, meant } })));
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export const rowId = (aspect: Aspect): string => `correct-${aspect}`;

/**
 * Brings the row of an aspect into sight; false where the details are away or folded. What
 * the row says needs no notice, which would lie on the row that is wanted next.
 */
function showRow(aspect: Aspect, ticket: string): boolean {
  const row = document.getElementById(rowId(aspect));
  if (opened.value.id !== ticket || !row?.checkVisibility()) return false;
  row.scrollIntoView({ block: "nearest" });
  hush(ABOUT);
  return true;
}

/** Keeps what is meant, and offers to take it back. */
export async function correct(aspect: Aspect, meant: Meant, ticket = opened.value.id): Promise<void> {
  if (!ticket || !(await send(ticket, aspect, meant)) || showRow(aspect, ticket)) return;
  const t = words().correct;
  toast({
    about: ABOUT,
    kind: "ok",
    title: t.kept(t.aspect[aspect] ?? aspect, nameOf(aspect, meant)),
    more: t.keptMore,
    act: { label: t.undo, do: () => void takeBack(aspect, ticket) },
  });
}

export async function takeBack(aspect: Aspect, ticket = opened.value.id): Promise<void> {
  if (!ticket || !(await send(ticket, aspect, null)) || showRow(aspect, ticket)) return;
  toast({ about: ABOUT, kind: "plain", title: words().correct.takenBack });
}

/** `1` to `4`: the urgency is this one. */
export function sayLevel(place: number): void {
  const { data } = opened.value;
  const level = LEVELS[place];
  if (data?.signal && level) void correct("urgency", level);
}

/** `T`, `B`: not this but the next likely; pressed again the one after. Kept once it rests. */
export function sayNext(aspect: "emotion" | "topic"): void {
  const { id, data } = opened.value;
  if (!id || !data?.signal) return;
  const held = pending.value;
  const same = held?.ticket === id && held.aspect === aspect;
  if (held && !same) settle();
  const order = choices(data.signal, aspect);
  const from = same ? held.meant : (stands(data, aspect)?.meant ?? readAs(data.signal, aspect));
  const meant = order[(order.indexOf(from) + 1) % order.length];
  if (!meant) return;
  pending.value = { ticket: id, aspect, meant };
  showRow(aspect, id);
  clearTimeout(timer);
  timer = setTimeout(settle, SETTLES);
}

function settle(): void {
  clearTimeout(timer);
  const held = pending.value;
  pending.value = null;
  if (held) void correct(held.aspect, held.meant, held.ticket);
}

/** `Z`: the latest correction of this ticket is taken back; one that waits is dropped. */
export function takeBackLatest(): void {
  const { id, data } = opened.value;
  if (pending.value) {
    clearTimeout(timer);
    pending.value = null;
    return;
  }
  const ours = (data?.corrections ?? []).filter((one) => one.contact_id === data?.read_in);
  const latest = [...ours].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  if (latest && id) void takeBack(latest.aspect, id);
  else if (data) toast({ about: ABOUT, kind: "plain", title: words().correct.nothing });
}
