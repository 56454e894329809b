/** The two languages. A page's dictionary is checked by the compiler: `const zh: typeof en`. */

import { signal } from "./signal";

export type Language = "en" | "zh";

const KEY = "veridesk.language";

function first(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "en" || kept === "zh") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const lang = signal<Language>(first());

/** The tag for `lang` attributes and for Intl. */
export const tag = (language: string = lang.value): string =>
  language.startsWith("zh") ? "zh-Hans" : "en-GB";

function show(): void {
  document.documentElement.lang = lang.value === "zh" ? "zh-Hans" : "en";
}
show();
lang.follow(show);

/** Switches the whole page and remembers it. */
export function speak(language: Language): void {
  localStorage.setItem(KEY, language);
  lang.value = language;
}

/** A dictionary in both languages; the result gives the words of the current one. */
export function dictionary<T extends object>(en: T, zh: NoInfer<T>): () => T {
  return () => (lang.value === "zh" ? zh : en);
}

/** `lang` for a customer's own words, so that fonts and line breaks fit them. */
export function langOf(text: string | null | undefined): string | undefined {
  if (!text) return undefined;
  return /\p{Script=Han}/u.test(text) ? "zh-Hans" : "en";
}

/** A country by its two letters, in the page's language; anything else as it is. */
export function placeName(place: string): string {
  if (!/^[A-Z]{2}$/.test(place)) return place;
  return new Intl.DisplayNames(tag(), { type: "region" }).of(place) ?? place;
}
