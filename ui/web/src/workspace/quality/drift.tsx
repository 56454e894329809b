/** Week by week: which levels and feelings were read, how sure, and what was corrected. */

import { useMemo } from "preact/hooks";
import { Plot } from "../../shared/chart/plot";
import type { Feeling, Level, Quality } from "../../shared/shapes";
import { count, percent } from "../../shared/time";
import { shared } from "../../shared/words";
import { words } from "../words";
import type { Series } from "./chart";
import { Card, dayName, decimal, Swatch, Table } from "./parts";

type Weeks = Quality["weeks"];
type Week = Weeks[number];

const charts = () => import("./chart");

const LEVELS: readonly [Level, Omit<Series, "values">][] = [
  ["low", { stroke: "edge", fill: "paper-3" }],
  ["normal", { stroke: "accent", fill: "accent-tint" }],
  ["high", { stroke: "warn", fill: "warn-tint" }],
  ["critical", { stroke: "crit", fill: "crit-solid" }],
];
const FEELINGS: readonly [Feeling, Omit<Series, "values">][] = [
  ["neutral", { stroke: "edge", fill: "paper-3" }],
  ["joy", { stroke: "accent", fill: "accent-tint" }],
  ["surprise", { stroke: "info", fill: "info-tint" }],
  ["sadness", { stroke: "info", fill: "info" }],
  ["fear", { stroke: "warn", fill: "warn-tint" }],
  ["disgust", { stroke: "rep", fill: "rep-line" }],
  ["anger", { stroke: "crit", fill: "crit-solid" }],
];

const part = (counts: Readonly<Record<string, number>>, name: string): number => {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return all ? (counts[name] ?? 0) / all : 0;
};
const wrongOf = (week: Week): number => week.wrong / week.readings;

export function Drift({ weeks, least }: { weeks: Weeks; least: number }) {
  const t = words().quality;
  const s = shared();
  const labels = useMemo(() => weeks.map((week) => dayName(week.begins)), [weeks]);
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (!first || !last) {
    return (
      <Card id="drift" title={t.drift}>
        <p class="soft">{t.none}</p>
      </Card>
    );
  }
  const grade = (index: number | null): string =>
    index === null ? t.few : `${decimal(index)} (${index < 0.1 ? t.steady : index < 0.25 ? t.moved : t.other})`;
  const critical = (week: Week) => percent(part(week.levels, "critical"));
  const readings = count(weeks.reduce((n, week) => n + week.readings, 0));
  const levelsSay = t.levelsSay({ weeks: weeks.length, readings, first: critical(first), last: critical(last) });
  // The week that goes on has too few as yet: the latest that can be told speaks.
  const told = weeks.findLast((week) => week.level_drift !== null) ?? last;
  const driftSays =
    told.level_drift === null && told.feeling_drift === null
      ? t.driftFew(least)
      : t.driftSays(dayName(told.begins), grade(told.level_drift), grade(told.feeling_drift));
  const courseSays = t.courseSays(percent(last.confidence), percent(wrongOf(last), 1));
  const index = (value: number | null) => (value === null ? "–" : decimal(value));
  return (
    <Card id="drift" title={t.drift} more={t.driftMore}>
      <p>
        {levelsSay} {driftSays}
      </p>
      <h4>{t.levels}</h4>
      <Stacked kinds={LEVELS} labels={labels} weeks={weeks} of={(week) => week.levels} says={levelsSay} names={s.level} />
      <h4>{t.feelings}</h4>
      <Stacked kinds={FEELINGS} labels={labels} weeks={weeks} of={(week) => week.feelings} says={driftSays} names={s.tone} />
      <h4>{t.course}</h4>
      <p>{courseSays}</p>
      <Plot
        label={courseSays}
        of={weeks}
        draw={async (element, width) =>
          (await charts()).linesChart(element, width, labels, [
            { values: weeks.map((week) => week.confidence), stroke: "accent-solid" },
            { values: weeks.map(wrongOf), stroke: "crit", dash: [5, 4] },
          ])
        }
      />
      <p class="key chart" aria-hidden="true">
        <Swatch css="sw-accent-solid" text={t.confidence} />
        <Swatch css="sw-crit-line" text={t.corrected} />
      </p>
      <Table
        name={t.drift}
        head={[
          t.week, t.readings, ...LEVELS.map(([level]) => s.level[level]), ...FEELINGS.map(([feeling]) => s.tone[feeling]),
          t.confidence, t.said, ...["urgency", "emotion", "topic"].map((a) => `${t.corrected}${s.colon}${t.aspect[a]}`), t.levelDrift, t.feelingDrift,
        ]}
        rows={weeks.map((week) => [
          dayName(week.begins, "long"), count(week.readings),
          ...LEVELS.map(([level]) => count(week.levels[level] ?? 0)),
          ...FEELINGS.map(([feeling]) => count(week.feelings[feeling] ?? 0)),
          percent(week.confidence), count(week.said),
          ...["urgency", "emotion", "topic"].map((a) => count(week.corrected[a] ?? 0)),
          index(week.level_drift), index(week.feeling_drift),
        ])}
      />
    </Card>
  );
}

function Stacked<K extends string>(props: {
  kinds: readonly (readonly [K, Omit<Series, "values">])[];
  labels: readonly string[];
  weeks: Weeks;
  of(week: Week): Readonly<Record<string, number>>;
  says: string;
  names: Record<K, string>;
}) {
  const series = () =>
    props.kinds.map(([name, look]) => ({ ...look, values: props.weeks.map((week) => part(props.of(week), name)) }));
  return (
    <>
      <Plot
        label={props.says}
        of={props.weeks}
        draw={async (element, width) => (await charts()).stackedChart(element, width, props.labels, series())}
      />
      <p class="key chart" aria-hidden="true">
        {props.kinds.map(([name, look]) => (
          <Swatch key={name} css={`sw-${look.fill} edge-${look.stroke}`} text={props.names[name]} />
        ))}
      </p>
    </>
  );
}
