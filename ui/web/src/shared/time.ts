/** Times as people read them. Everything here is pure but for the language. */

import { lang, tag, type Language } from "./i18n";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type DueLevel = "calm" | "warn" | "over";

export interface Due {
  text: string;
  level: DueLevel;
  /** Share of the time that is left, 0..1; 1 when it is over, so that the ring is full. */
  share: number;
}

/** `1h 12m` in lists. Minutes are floored: nobody is told of more time than there is. */
export function span(ms: number, language: Language = lang.value): string {
  const minutes = Math.floor(Math.abs(ms) / MINUTE);
  const h = Math.floor(minutes / 60);
  const m = minutes % 60;
  if (h >= 48) return language === "zh" ? `${Math.floor(h / 24)} 天` : `${Math.floor(h / 24)}d`;
  if (language === "zh") return h ? `${h} 小时 ${m} 分` : `${m} 分钟`;
  return h ? `${h}h ${String(m).padStart(2, "0")}m` : `${m}m`;
}

/** `1 h 12 min` in sentences. */
export function spanInWords(ms: number, language: Language = lang.value): string {
  const minutes = Math.floor(Math.abs(ms) / MINUTE);
  const h = Math.floor(minutes / 60);
  const m = minutes % 60;
  if (language === "zh") return h ? `${h} 小时 ${m} 分` : `${m} 分钟`;
  return h ? `${h} h ${m} min` : `${m} min`;
}

/**
 * How a running promise stands. Ochre under two hours or a quarter of its time, whichever
 * comes first; over at the very moment it is due. Far away, the day says more than hours.
 */
export function due(
  dueAt: number,
  madeAt: number | null,
  now: number,
  language: Language = lang.value,
): Due {
  const left = dueAt - now;
  if (left <= 0) {
    const over = span(left, language);
    return { text: language === "zh" ? `超时 ${over}` : `${over} over`, level: "over", share: 1 };
  }
  const whole = madeAt === null ? DAY : dueAt - madeAt;
  const share = whole > 0 ? Math.min(1, left / whole) : 0;
  const level: DueLevel = left < 2 * HOUR || share < 0.25 ? "warn" : "calm";
  const text = left < 12 * HOUR ? span(left, language) : dayAndClock(dueAt, now, language);
  return { text, level, share };
}

export type DueGroup = "soon" | "today" | "later" | "none";

/** The heading a row stands under when the list is ordered by what is due. */
export function dueGroup(dueAt: number | null, now: number): DueGroup {
  if (dueAt === null) return "none";
  if (dueAt - now < 2 * HOUR) return "soon";
  return sameDay(dueAt, now) ? "today" : "later";
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, options: Intl.DateTimeFormatOptions, language: Language): string {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(tag(language), { hourCycle: "h23", ...options });
    formats.set(key, found);
  }
  return found.format(at);
}

/** `13:05`. */
export const clock = (at: number, language: Language = lang.value): string =>
  format(at, { hour: "2-digit", minute: "2-digit" }, language);

/** `13:05:02`. */
export const clockSeconds = (at: number, language: Language = lang.value): string =>
  format(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, language);

/** `17 Nov`, with the year where it is another one. */
export function day(at: number, now: number, language: Language = lang.value): string {
  const other = new Date(at).getFullYear() !== new Date(now).getFullYear();
  return other
    ? format(at, { day: "numeric", month: "short", year: "numeric" }, language)
    : format(at, { day: "numeric", month: "short" }, language);
}

/** `17 November 2026`. */
export const fullDay = (at: number, language: Language = lang.value): string =>
  format(at, { day: "numeric", month: "short", year: "numeric" }, language);

/** `Fri 10:00` within a week, else `17 Nov 10:00`; the clock alone today. */
export function dayAndClock(at: number, now: number, language: Language = lang.value): string {
  const time = clock(at, language);
  if (sameDay(at, now)) return time;
  if (Math.abs(at - now) < 6 * DAY) return `${format(at, { weekday: "short" }, language)} ${time}`;
  return `${day(at, now, language)} ${time}`;
}

/** Short time for a message: the clock today, the day and clock before. */
export const stamp = dayAndClock;

/** `6:42`, for a call. */
export function timer(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const h = Math.floor(s / 3600);
  const m = Math.floor(s / 60) % 60;
  const rest = String(s % 60).padStart(2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${rest}` : `${m}:${rest}`;
}

/** `1.8 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Digits grouped as the language does. */
export const count = (n: number, language: Language = lang.value): string =>
  n.toLocaleString(tag(language));

/** A share of 1, as the desk writes it in each language: `43 %`, `43%`; nearly all is not all. */
export function percent(share: number, digits = 0, language: Language = lang.value): string {
  const least = 10 ** -(digits + 2);
  const bound = share > 0 && share < least / 2 ? "<" : share < 1 && share >= 1 - least / 2 ? ">" : "";
  const told = bound === "<" ? least : bound ? 1 - least : share;
  const written = bound + new Intl.NumberFormat(tag(language), { style: "percent", maximumFractionDigits: digits }).format(told);
  return language === "en" ? written.replace("%", "\u00a0%") : written;
}
