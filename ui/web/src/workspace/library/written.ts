/** In which languages openings are written. Pure. */

import type { Language } from "../../shared/i18n";
import type { Opening } from "../../shared/shapes";

export const LANGUAGES: readonly Language[] = ["en", "zh"];

export const other = (language: Language): Language => (language === "en" ? "zh" : "en");

/** The language in which an opening is not written; what came with the desk is in both. */
export function missing(every: readonly Opening[], one: Opening): Language | null {
  const there = every.some(({ name, language }) => name === one.name && language !== one.language);
  return there ? null : other(one.language);
}

/** Those that a library shows in one language, and those that it has in the other alone. */
export function inLanguage(every: readonly Opening[], language: Language) {
  const written = every.filter((one) => one.language === language);
  const names = new Set(written.map((one) => one.name));
  const lacking = every.filter((one) => one.language !== language && !names.has(one.name));
  return { written, lacking };
}

export interface Text {
  when: string;
  words: string;
}

const filled = (text: string): boolean => text.trim() !== "";
export const isWhole = (text: Text): boolean => filled(text.when) && filled(text.words);
export const isBlank = (text: Text): boolean => !filled(text.when) && !filled(text.words);

/** What is to be kept of what was typed: null while a language is half written, or none is. */
export function complete(texts: Partial<Record<Language, Text>>): Partial<Record<Language, Text>> | null {
  const typed = Object.entries(texts).filter(([, text]) => !isBlank(text));
  return typed.length > 0 && typed.every(([, text]) => isWhole(text)) ? Object.fromEntries(typed) : null;
}
