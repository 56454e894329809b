/** Light, dark, or as the system says. */

import { signal } from "./signal";

export type Theme = "system" | "light" | "dark";

const KEY = "veridesk.theme";
const kept = localStorage.getItem(KEY);

export const theme = signal<Theme>(kept === "light" || kept === "dark" ? kept : "system");

function show(): void {
  const root = document.documentElement;
  if (theme.value === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme.value;
}
show();
theme.follow(show);

export function wear(next: Theme): void {
  if (next === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
  theme.value = next;
}

/** Whether the page is dark now, whoever decided it. */
export const isDark = (): boolean =>
  theme.value === "dark" ||
  (theme.value === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
