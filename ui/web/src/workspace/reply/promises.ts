/** Promises in a draft: found by the desk while one writes, chosen by the person. */

import { useEffect, useState } from "preact/hooks";
import type { Stated } from "../../shared/shapes";
import { api, take } from "../../shared/trust/api";

const points = (text: string) => [...text];

/** Whether the promise still stands where it was found. */
export const stands = (text: string, promise: Stated): boolean =>
  points(text).slice(promise.start, promise.end).join("") === promise.text;

/** One promise is the same as another when its words and its time are. */
export const promiseKey = (promise: Stated): string => `${promise.text}@${promise.due_at}`;

// The pause after which a sentence is worth reading.
const REST = 450;

/**
 * What the desk finds in `text`, asked when the typing rests. While a newer text is being
 * read, those that still stand stay. `settled` is false until the answer fits the text.
 */
export function usePromises(text: string, on: boolean): { found: Stated[]; settled: boolean } {
  const [answer, setAnswer] = useState<{ text: string; found: Stated[] }>({ text: "", found: [] });
  useEffect(() => {
    if (!on || !text.trim()) {
      setAnswer({ text, found: [] });
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      take(api.POST("/api/promises/find", { body: { text }, signal: stop.signal })).then(
        ({ promises }) => setAnswer({ text, found: promises }),
        () => {
          // Without an answer nothing is offered; sending works all the same.
          if (!stop.signal.aborted) setAnswer({ text, found: [] });
        },
      );
    }, REST);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, on]);
  return {
    found: on ? answer.found.filter((promise) => stands(text, promise)) : [],
    settled: answer.text === text,
  };
}
