/** What was corrected by language, channel and region, with how sure that share is. */

import { useState } from "preact/hooks";
import { placeName } from "../../shared/i18n";
import type { Channel, Quality } from "../../shared/shapes";
import { count, percent } from "../../shared/time";
import { shared } from "../../shared/words";
import { words } from "../words";
import { Card, Table } from "./parts";

type Group = Quality["groups"][number];
type Share = Group["any"];
const BY = ["language", "channel", "region"] as const;
const MOST = 12;

export function Fairness({ groups }: { groups: readonly Group[] }) {
  const t = words().quality;
  const [by, setBy] = useState<Group["by"]>("language");
  const shown = groups.filter((group) => group.by === by).slice(0, MOST);
  return (
    <Card id="fairness" title={t.fairness} more={by === "region" ? `${t.fairnessMore} ${t.regionMore}` : t.fairnessMore}>
      <div class="seg self-start" role="group" aria-label={t.groupBy}>
        {BY.map((one) => (
          <button key={one} aria-pressed={by === one} onClick={() => setBy(one)}>
            {t.by[one]}
          </button>
        ))}
      </div>
      {shown.length === 0 ? (
        <p class="soft">{t.none}</p>
      ) : (
        <>
          <p>{finding(shown)}</p>
          <Intervals groups={shown} />
          <Table
            name={t.fairness}
            head={[t.group, t.readings, t.any, t.aspect["urgency"]!, t.tooLow, t.aspect["emotion"]!, t.aspect["topic"]!]}
            rows={shown.map((group) => [
              nameOf(group), count(group.readings), interval(group.any), interval(group.urgency), interval(group.too_low),
              interval(group.emotion), interval(group.topic),
            ])}
          />
        </>
      )}
    </Card>
  );
}

function nameOf(group: Group): string {
  const t = words().quality;
  if (!group.name) return t.notKnown;
  if (group.by === "language") return t.languages[group.name] ?? group.name;
  if (group.by === "channel") return shared().channel[group.name as Channel];
  return placeName(group.name);
}

const share = (one: Share): number => (one.n ? one.hits / one.n : 0);
const interval = (one: Share): string =>
  words().quality.interval(percent(share(one), 1), percent(one.low, 1), percent(one.high, 1));

/** Which two groups differ the most beyond chance, if any do. */
function finding(groups: readonly Group[]): string {
  const t = words().quality;
  if (groups.length < 2) return t.one;
  const worst = groups.reduce((most, group) => (group.any.low > most.any.low ? group : most));
  const best = groups.reduce((least, group) => (group.any.high < least.any.high ? group : least));
  return worst.any.low > best.any.high ? t.apart(nameOf(worst), nameOf(best)) : t.level;
}

const PITCH = 28;
// Where the scale may end: half of each is a whole per cent.
const ENDS = [0.1, 0.2, 0.4, 0.6, 0.8, 1];
// A phone has no room for long lines: the same picture, drawn narrower.
const widths = () =>
  matchMedia("(max-width: 760px)").matches
    ? { left: 92, right: 244, whole: 316 }
    : { left: 116, right: 520, whole: 600 };

function Intervals({ groups }: { groups: readonly Group[] }) {
  const highest = Math.max(...groups.map((group) => group.any.high));
  const most = ENDS.find((end) => end >= highest) ?? 1;
  const { left, right, whole } = widths();
  const x = (one: number) => left + ((right - left) * one) / most;
  const bottom = groups.length * PITCH + 4;
  const aloud = groups.map((group) => `${nameOf(group)}${shared().colon}${interval(group.any)}`).join(shared().semicolon);
  return (
    <svg class="intervals" viewBox={`0 0 ${whole} ${bottom + 18}`} role="img" aria-label={aloud}>
      {[0, 0.5, 1].map((mark) => (
        <g key={mark}>
          <path class="grid" d={`M${x(most * mark)} 0V${bottom}`} />
          <text x={x(most * mark)} y={bottom + 14} text-anchor="middle">
            {percent(most * mark)}
          </text>
        </g>
      ))}
      {groups.map((group, i) => {
        const y = i * PITCH + PITCH / 2;
        return (
          <g key={group.name}>
            <text class="lab" x="0" y={y + 4}>
              {nameOf(group)}
            </text>
            <path class="whisker" d={`M${x(group.any.low)} ${y}H${x(group.any.high)}M${x(group.any.low)} ${y - 4}v8M${x(group.any.high)} ${y - 4}v8`} />
            <circle cx={x(share(group.any))} cy={y} r="4" />
            <text x={whole} y={y + 4} text-anchor="end">
              {group.any.hits} / {count(group.any.n)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
