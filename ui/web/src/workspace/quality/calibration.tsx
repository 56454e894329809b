/** How sure readings were, against how often people found them right. */

import type { Quality } from "../../shared/shapes";
import { count, percent } from "../../shared/time";
import { shared } from "../../shared/words";
import { words } from "../words";
import { Card, Table } from "./parts";

type One = Quality["calibration"][number];

export function Calibration({ all, least }: { all: readonly One[]; least: number }) {
  const t = words().quality;
  return (
    <Card id="calibration" title={t.calibration} more={t.calibrationMore}>
      <div class="thirds">
        {all.map((one) => (
          <figure key={one.aspect}>
            <figcaption>
              <b>{t.aspect[one.aspect]}</b>
              <span class="t12 muted">
                {one.ece === null ? t.eceFew(one.n, least) : t.ece(percent(one.ece, 1), count(one.n))}
              </span>
            </figcaption>
            <Reliability one={one} least={least} />
          </figure>
        ))}
      </div>
      <Table
        name={t.calibration}
        head={["", t.confidence, t.sure, t.right, t.judged]}
        rows={all.flatMap((one) =>
          one.bins.map((bin) => [
            t.aspect[one.aspect] ?? one.aspect, t.bin(percent(bin.low), percent(bin.high)), percent(bin.sure),
            percent(bin.right / bin.n), count(bin.n),
          ]),
        )}
      />
    </Card>
  );
}

const SIZE = 168;
const EDGE = 34;
const at = (share: number): number => EDGE + share * (SIZE - EDGE - 18);
const up = (share: number): number => SIZE - EDGE - share * (SIZE - EDGE - 8);

/** On the dotted line a reading is as often right as it says. */
function Reliability({ one, least }: { one: One; least: number }) {
  const t = words().quality;
  const most = Math.max(1, ...one.bins.map((bin) => bin.n));
  const aloud = one.bins.map((bin) => t.binAloud(percent(bin.sure), percent(bin.right / bin.n), bin.n)).join(shared().semicolon);
  return (
    <svg class="reliability" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={aloud || t.eceFew(one.n, least)}>
      {[0, 0.5, 1].map((mark) => (
        <g key={mark}>
          <path class="grid" d={`M${at(0)} ${up(mark)}H${at(1)}`} />
          <text x={EDGE - 4} y={up(mark) + 4} text-anchor="end">
            {percent(mark)}
          </text>
          <text x={at(mark)} y={SIZE - EDGE + 14} text-anchor="middle">
            {percent(mark)}
          </text>
        </g>
      ))}
      <path class="even" d={`M${at(0)} ${up(0)}L${at(1)} ${up(1)}`} />
      <text x={at(0.5)} y={SIZE - 2} text-anchor="middle">
        {t.sure}
      </text>
      {one.bins.map((bin) => (
        <g key={bin.low}>
          <path class="gap" d={`M${at(bin.sure)} ${up(bin.sure)}V${up(bin.right / bin.n)}`} />
          <circle cx={at(bin.sure)} cy={up(bin.right / bin.n)} r={3 + 5 * Math.sqrt(bin.n / most)}>
            <title>{t.binAloud(percent(bin.sure), percent(bin.right / bin.n), bin.n)}</title>
          </circle>
        </g>
      ))}
    </svg>
  );
}
