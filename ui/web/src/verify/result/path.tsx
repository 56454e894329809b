/** The way from a record up to the signed root, drawn with its true lefts and rights. */

import { count } from "../../shared/time";
import type { Checkpoint } from "../proof/signed/note";
import { hex } from "../proof/text";
import type { Path } from "../proof/verify";
import { short } from "../say";
import { words } from "../words";

const STEP = 52;
const SPREAD = [64, 48, 40, 38];
// Longer paths show their first two hashes and their last.
const MOST = 4;

interface Node {
  x: number;
  y: number;
}

interface Row {
  on: Node;
  sibling: (Node & { text: string }) | null;
  /** This many hashes are left out between the row above and this one. */
  skipped: number;
}

/** From the root down; pure, so that it can be tested. */
export function rows(siblings: readonly { hash: string; left: boolean }[]): Row[] {
  const down = [...siblings].reverse();
  const skipped = down.length > MOST ? down.length - 3 : 0;
  const kept = skipped ? [...down.slice(0, 2), down.at(-1)!] : down;
  let x = 0;
  let y = 0;
  const found: Row[] = [{ on: { x, y }, sibling: null, skipped: 0 }];
  kept.forEach(({ hash, left }, i) => {
    if (skipped && i === 2) {
      y += STEP;
      found.push({ on: { x, y }, sibling: null, skipped });
    }
    const spread = SPREAD[Math.min(i, SPREAD.length - 1)]!;
    const top = x;
    y += STEP;
    x = left ? top + spread : top - spread;
    const sibling = { x: left ? top - spread : top + spread, y, text: short(hash) };
    found.push({ on: { x, y }, sibling, skipped: 0 });
  });
  return found;
}

export function PathPicture({ path, checkpoint, right }: { path: Path; checkpoint: Checkpoint; right: boolean }) {
  const t = words();
  const { record, climb } = path;
  const drawn = rows(record.path.map((hash, i) => ({ hash: hex(hash), left: climb.left[i] ?? false })));
  const points = drawn.flatMap(({ on, sibling }) => (sibling ? [on, sibling] : [on]));
  // Words about what is left out stand where the hash above them does not.
  const aside = drawn.map(({ on, skipped }, i) => {
    const beside = drawn[i - 1]?.sibling;
    return skipped && beside ? { y: on.y, ...(beside.x > on.x ? { x: on.x - 14, anchor: "end" } : { x: on.x + 14, anchor: "start" }) } : null;
  });
  const from = Math.min(...points.map((p) => p.x), -44, ...aside.map((words) => (words?.anchor === "end" ? words.x - 60 : 0))) - 40;
  const to = Math.max(...points.map((p) => p.x + 40), 176, ...aside.map((words) => (words?.anchor === "start" ? words.x + 100 : 0)));
  const leaf = drawn.at(-1)!.on;
  const [node, edge] = right ? ["node-on", "edge-on"] : ["node-bad", "edge-bad"];
  const size = count(Number(checkpoint.size));
  const index = count(Number(record.index));
  const signed = short(hex(checkpoint.root));
  return (
    <svg
      class="tree"
      viewBox={`${from} -28 ${to - from} ${leaf.y + 80}`}
      role="img"
      aria-label={t.pathLabel(record.path.length, index, size, right)}
    >
      {drawn.slice(1).map(({ on, sibling, skipped }, i) => {
        const above = drawn[i]!.on;
        return (
          <g key={i}>
            {sibling && <path class="edge" d={`M${above.x} ${above.y}L${sibling.x} ${sibling.y}`} />}
            <path class={edge} d={`M${above.x} ${above.y}L${on.x} ${on.y}`} stroke-dasharray={skipped ? "2 6" : undefined} />
          </g>
        );
      })}
      {drawn.map(({ on, sibling, skipped }, i) => (
        <g key={i}>
          {i < drawn.length - 1 && <circle class={node} cx={on.x} cy={on.y} r={i ? 7 : 9} />}
          {sibling && <circle class="node-sib" cx={sibling.x} cy={sibling.y} r="7" />}
          {sibling && <text class="mid" x={sibling.x} y={sibling.y + 22}>{sibling.text}</text>}
          {aside[i] && (
            <text class="lbl" x={aside[i].x} y={aside[i].y - STEP / 2 + 4} text-anchor={aside[i].anchor}>
              {t.more(skipped)}
            </text>
          )}
        </g>
      ))}
      <rect class={node} x={leaf.x - 10} y={leaf.y - 10} width="20" height="20" rx="3" />
      <text class="strong mid" x={leaf.x} y={leaf.y + 26}>{short(hex(path.leaf))}</text>
      <text class="lbl mid" x={leaf.x} y={leaf.y + 42}>{t.record(index)}</text>
      {right ? (
        <>
          <text class="strong" x={18} y={-12}>{signed}</text>
          <text class="lbl" x={18} y={4}>{t.signedRoot(size)}</text>
        </>
      ) : (
        <>
          <text class="strong" x={18} y={-12}>{`${t.signedAs} ${signed}`}</text>
          <text class="crit" x={18} y={4}>{`${t.computed} ${climb.root ? short(hex(climb.root)) : "–"}`}</text>
        </>
      )}
    </svg>
  );
}
