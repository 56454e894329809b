/** Keeps rows in their places while a person is about to hit one. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

// How long after the last move of pointer or keys a row may move again.
const REST = 1500;

/** True from the first move inside the element until it has rested or left. */
export function useHold(ref: RefObject<HTMLElement | null>): boolean {
  const [on, set] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const release = () => {
      clearTimeout(timer.current);
      set(false);
    };
    const moved = () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(release, REST);
      set(true);
    };
    const inside = ["pointermove", "keydown", "wheel"] as const;
    for (const name of inside) element.addEventListener(name, moved, { passive: true });
    element.addEventListener("pointerleave", release);
    return () => {
      clearTimeout(timer.current);
      for (const name of inside) element.removeEventListener(name, moved);
      element.removeEventListener("pointerleave", release);
    };
  }, [ref]);
  return on;
}
