/** How a customer's contacts went, over all their tickets: a small picture and its table. */

import { Chip, FoldedTable } from "../../shared/parts/basics";
import { useNow } from "../../shared/parts/due";
import { toneColour, Urgency } from "../../shared/parts/marks";
import type { Detail, Trend } from "../../shared/shapes";
import { stamp } from "../../shared/time";
import { shared } from "../../shared/words";
import { link, route } from "../route";
import { words } from "../words";
import { HEIGHT, high, places, WIDTH } from "./course";
import { Section } from "./section";

export function TrendSection({ detail }: { detail: Detail }) {
  const t = words().course;
  const { trend } = detail;
  if (!trend) return null;
  const kind = trend.course === "rising" ? "warn" : trend.course === "falling" ? "ok" : undefined;
  return (
    <Section name="trend" title={t.title} aside={<Chip kind={kind}>{t[trend.course]}</Chip>}>
      <Picture trend={trend} here={detail.ticket.id} />
      <p class="t12 muted">{t.lead}</p>
      <Table trend={trend} here={detail.ticket.id} />
    </Section>
  );
}

function Picture({ trend: { course, points }, here }: { trend: Trend; here: string }) {
  const t = words().course;
  const at = places(points.map((point) => point.score));
  const scores = points.map((point) => point.score);
  const label = t.aloud(points.length, scores[0] ?? 0, scores.at(-1) ?? 0, t[course]);
  return (
    <svg class="trend" viewBox={`-6 -6 296 ${HEIGHT + 12}`} role="img" aria-label={label} data-testid="trend">
      {[50, 75].map((line) => (
        <g key={line}>
          <path class="thr" d={`M0 ${high(line)}H${WIDTH}`} />
          <text class="sub" x={WIDTH + 6} y={high(line) + 4}>
            {line}
          </text>
        </g>
      ))}
      <path class="grid" d={`M0 ${HEIGHT}H${WIDTH}`} />
      <path class="way" d={at.map(({ x, y }, i) => `${i ? "L" : "M"}${x} ${y}`).join("")} />
      {points.map((point, i) => (
        <circle
          key={`${point.at}${i}`}
          class={`dot ${toneColour(point.emotion)} ${point.ticket_id === here ? "is-here" : ""}`}
          cx={at[i]?.x}
          cy={at[i]?.y}
          r="4"
        />
      ))}
    </svg>
  );
}

function Table({ trend: { points }, here }: { trend: Trend; here: string }) {
  const t = words();
  const s = shared();
  const now = useNow();
  return (
    <FoldedTable
      summary={t.course.table}
      head={[t.course.when, t.course.ticket, t.course.urgency, t.course.tone]}
      rows={() =>
        [...points].reverse().map((point, i) => (
          <tr key={`${point.at}${i}`}>
            <td>{stamp(Date.parse(point.at), now)}</td>
            <td>
              {point.ticket_id === here ? (
                t.course.here
              ) : (
                <a href={link(route.value.view, point.ticket_id)}>{t.number(point.number)}</a>
              )}
            </td>
            <td>
              <Urgency score={point.score} level={point.level} />
            </td>
            <td>{point.emotion ? s.tone[point.emotion] : <span class="muted">{s.toneless}</span>}</td>
          </tr>
        ))
      }
    />
  );
}
