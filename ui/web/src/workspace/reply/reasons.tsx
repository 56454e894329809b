/** Why an opening is suggested: the evidence, as short as it can be said. */

import { langOf } from "../../shared/i18n";
import { useNow } from "../../shared/parts/due";
import type { Suggestion } from "../../shared/shapes";
import { percent, dayAndClock } from "../../shared/time";
import { shared } from "../../shared/words";
import { words } from "../words";

type Reason = Suggestion["reasons"][number];

function named(reason: Reason): string {
  const t = words().calm;
  if (reason.kind === "feeling") return t.feeling[reason.name] ?? reason.name;
  if (reason.kind === "topic") return (shared().topic as Record<string, string>)[reason.name] ?? reason.name;
  return t.circumstance[reason.name] ?? reason.name;
}

export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const t = words().calm;
  const now = useNow();
  const more = (reason: Reason) =>
    [
      typeof reason.sure === "number" && percent(reason.sure),
      typeof reason.count === "number" && t.times(reason.count),
      typeof reason.at === "string" && t.since(dayAndClock(Date.parse(reason.at), now)),
    ].filter(Boolean);
  return (
    <span class="why">
      {t.because}
      {shared().colon}
      {reasons.map((reason, i) => (
        <span key={`${reason.kind}${reason.name}`}>
          {i > 0 && " · "}
          <b>{named(reason)}</b> {more(reason).join(" ")}
          {(reason.words ?? []).map((said) => (
            <span key={said} lang={langOf(said)}>
              {" "}
              “{said}”
            </span>
          ))}
        </span>
      ))}
    </span>
  );
}
