/** A picture with the sentence that says its finding. */

import { useEffect, useRef } from "preact/hooks";
import { useWorn } from "./palette";

export interface Chart {
  resize(width: number): void;
  stop(): void;
}

/** Loads what draws only now: whoever never sees a picture needs none of it. */
export type Draw = (element: HTMLElement, width: number) => Promise<Chart>;

/** Draws again whenever `of` is another value. */
export function Plot(props: { label: string; of: unknown; draw: Draw }) {
  const ref = useRef<HTMLDivElement>(null);
  const worn = useWorn();
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let chart: Chart | null = null;
    let gone = false;
    const watch = new ResizeObserver(() => chart?.resize(element.clientWidth));
    void props.draw(element, element.clientWidth || 480).then((drawn) => {
      if (gone) {
        drawn.stop();
        return;
      }
      chart = drawn;
      watch.observe(element);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart?.stop();
    };
  }, [worn, props.of]);
  return (
    <div class="curve-box plot" role="img" aria-label={props.label}>
      <div ref={ref} aria-hidden="true" />
    </div>
  );
}
