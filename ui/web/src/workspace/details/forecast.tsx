/** The chance that a promise will be missed, with what it was counted from. */

import type { Forecast } from "../../shared/shapes";
import { useNow } from "../../shared/parts/due";
import { percent, stamp } from "../../shared/time";
import { words } from "../words";
import { Section } from "./section";

export function ForecastSection({ forecast }: { forecast: Forecast }) {
  const t = words().forecast;
  const now = useNow();
  const { probability, seen, missed, alarms = 0, right = 0 } = forecast;
  const level = probability >= 0.6 ? "is-crit" : probability >= 0.3 ? "is-warn" : "";
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  const groups = forecast.reasons.flatMap((reason) => {
    const [of, bad] = [number(reason["seen"]), number(reason["missed"])];
    if (!of || bad === null) return [];
    const name = String(reason["name"]);
    return [t.group(t.names[name] ?? name, bad, of)];
  });
  const hours = number(forecast.reasons.find((reason) => reason["name"] === "running")?.["value"]);
  return (
    <Section
      name="forecast"
      title={t.title}
      aside={<span class="t12 muted">{stamp(Date.parse(forecast.made_at), now)}</span>}
    >
      <div class="fore">
        <span class={`big ${level}`}>{percent(probability)}</span>
        <span class="soft">{t.chance[forecast.promise_kind]}</span>
      </div>
      <p class="t12 muted">
        {seen > 0 ? t.counted(missed, seen) : t.none}
        {alarms > 0 && ` ${t.alarms(right, alarms)}`}
        {hours !== null && hours > 0 && ` ${t.running(String(hours))}`}
      </p>
      {groups.length > 1 && (
        <ul class="t12 muted">
          {groups.map((group) => (
            <li key={group}>{group}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}
