/** Sentences of the auditors' page: plain words first, figures after. */

import { tag } from "../shared/i18n";
import type { Matter } from "./proof/matter";
import { COSIGNATURE_MLDSA44, type VerifierKey } from "./proof/signed/key";
import { moment } from "./proof/text";
import { words } from "./words";

/** Words with `*bold*` parts. */
export function Say(props: { text: string }) {
  return <>{props.text.split("*").map((piece, i) => (i % 2 ? <b key={i}>{piece}</b> : piece))}</>;
}

/** A time in words, as `form` puts clock and day together. */
export function told(value: string | bigint | undefined, form: (clock: string, day: string) => string): string {
  const at = typeof value === "bigint" ? value : moment(value);
  if (at === null) return words().unshownTime;
  const ms = Number(at / 1000n);
  const seconds = ms % 60_000 !== 0;
  const zone = { timeZone: "UTC", hourCycle: "h23" } as const;
  const clock = new Intl.DateTimeFormat(tag(), {
    ...zone, hour: "2-digit", minute: "2-digit", ...(seconds && { second: "2-digit" }),
  }).format(ms);
  const day = new Intl.DateTimeFormat(tag(), { ...zone, day: "numeric", month: "long", year: "numeric" }).format(ms);
  // A date is not torn over two lines.
  return form(clock, day.replaceAll(" ", "\u00a0"));
}

/** One matter as a sentence for a person, by what its records show. */
export function sentence(matter: Matter): string {
  const t = words();
  const field = (name: string) => matter.records.find((r) => r.fields.has(name))?.fields.get(name);
  const last = (name: string) => matter.records.findLast((r) => r.fields.has(name))?.fields.get(name);
  const by = told(field("deadline"), t.byDay);
  const happened = matter.records.at(-1)?.fields.get("at");
  const sameDay = happened !== undefined && happened.slice(0, 10) === field("deadline")?.slice(0, 10);
  const at = told(happened, sameDay ? t.sameDay : t.onDay);
  const what = t.what[field("promise") ?? "other"] ?? t.what["other"]!;
  const purpose = t.purpose[field("purpose") ?? "other"] ?? t.purpose["other"]!;
  const until = told(last("valid_until"), t.byDay);
  const decision = t.decision[field("decision") ?? "other"] ?? t.decision["other"]!;
  const outcome = t.value[last("outcome") ?? ""] ?? t.unshown;
  switch (matter.standing) {
    case "given":
    case "changed":
      return t.say[matter.standing](purpose, at, until);
    case "withdrawn":
      return t.say.withdrawn(purpose, at);
    case "expired":
      return t.say.expired(purpose, until);
    case "kept":
    case "late":
      return t.say[matter.standing](what, by, at);
    case "excused":
      return t.say.excused(what, by, t.excuse[last("reason") ?? "other"] ?? t.excuse["other"]!);
    case "made":
    case "unclear":
    case "broken":
    case "excused-late":
      return t.say[matter.standing](what, by);
    case "decided":
    case "overridden":
      return t.say[matter.standing](decision, outcome, at);
    case "recorded":
      return t.say.recorded(field("count") ?? t.unshown);
    case "rotated":
      return t.say.rotated();
    case "erased":
      return t.say.erased(field("records") ?? t.unshown, at);
  }
}

/** `2026-11-19 13:05:02 UTC`, to the microsecond where the log has it; other values as they are. */
export const plainTime = (value: string): string =>
  moment(value) === null ? value : value.replace("T", " ").replace("Z", " UTC");

/** The same of whole seconds since 1970. */
export const secondsTime = (at: bigint): string => microTime(at * 1_000_000n);

/** And of microseconds, which a sentence leaves out. */
export const microTime = (at: bigint): string =>
  plainTime(new Date(Number(at / 1000n)).toISOString().replace(/\.\d+Z$/, "Z"));

/** A key's kind in a word. */
export const algorithmOf = (key: VerifierKey): string => (key.type === COSIGNATURE_MLDSA44 ? "ML-DSA-44" : "Ed25519");

/** `7c1f…e09a`. */
export const short = (hex: string): string => `${hex.slice(0, 4)}…${hex.slice(-4)}`;
