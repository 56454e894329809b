/** Colours for pictures that are drawn: tokens are two colours each until they are used. */

import { useEffect, useState } from "preact/hooks";
import { lang } from "../i18n";
import { useSignal } from "../signal";
import { theme } from "../theme";

/** The colours of these tokens as they are worn by `element` now. */
export function palette<T extends string>(element: HTMLElement, tokens: readonly T[]): (token: T) => string {
  const probe = element.ownerDocument.createElement("i");
  probe.hidden = true;
  element.append(probe);
  const found = new Map<T, string>();
  for (const token of tokens) {
    probe.style.color = `var(--${token})`;
    found.set(token, getComputedStyle(probe).color);
  }
  probe.remove();
  return (token) => found.get(token) ?? "gray";
}

/** Changes whenever a picture has to be drawn anew: its colours or its words are others. */
export function useWorn(): string {
  const worn = useSignal(theme);
  const spoken = useSignal(lang);
  const [dark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const media = matchMedia("(prefers-color-scheme: dark)");
    const turn = () => setDark(media.matches);
    media.addEventListener("change", turn);
    return () => media.removeEventListener("change", turn);
  }, []);
  return `${worn} ${spoken} ${dark}`;
}
