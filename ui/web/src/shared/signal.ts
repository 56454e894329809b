/** A value that components follow. Small on purpose: a page has a dozen of them. */

import { useLayoutEffect, useState } from "preact/hooks";

export interface Signal<T> {
  value: T;
  /** Calls `act` after each change until the returned function is called. */
  follow(act: () => void): () => void;
}

export function signal<T>(first: T): Signal<T> {
  let held = first;
  const followers = new Set<() => void>();
  return {
    get value() {
      return held;
    },
    set value(next: T) {
      if (Object.is(next, held)) return;
      held = next;
      for (const act of [...followers]) act();
    },
    follow(act) {
      followers.add(act);
      return () => void followers.delete(act);
    },
  };
}

/** The signal's value; the component is drawn again when it changes. */
export function useSignal<T>(source: Signal<T>): T {
  const [, draw] = useState({});
  useLayoutEffect(() => {
    const before = source.value;
    const stop = source.follow(() => draw({}));
    // It may have changed between drawing and following.
    if (!Object.is(before, source.value)) draw({});
    return stop;
  }, [source]);
  return source.value;
}
