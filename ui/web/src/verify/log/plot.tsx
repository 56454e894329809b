/** A picture with the sentence that says its finding. */

import { useEffect, useRef } from "preact/hooks";
import { useWorn } from "../../shared/chart/palette";
import type { Chart } from "./chart";

type Draw = (charts: typeof import("./chart"), element: HTMLElement, width: number) => Chart;

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
    // Whoever only checks a proof needs no charts.
    void import("./chart").then((charts) => {
      if (gone) return;
      chart = props.draw(charts, element, element.clientWidth || 480);
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
