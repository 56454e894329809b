/** Why the desk raised a ticket by itself, with the way back. */

import { Icon, type IconName } from "../../shared/parts/icon";
import { Urgency } from "../../shared/parts/marks";
import type { Detail, Escalation } from "../../shared/shapes";
import { percent, clockSeconds, timer } from "../../shared/time";
import { shared } from "../../shared/words";
import { words } from "../words";
import { escalate } from "./acts";

type Reason = Escalation["reasons"][number];

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

function tell(reason: Reason): { icon: IconName; text: string; source: string } {
  const t = words().raised;
  const value = number(reason["value"]);
  switch (reason["kind"]) {
    case "urgency":
      return { icon: "harm", text: t.urgency(Math.round(value), number(reason["line"])), source: t.words };
    case "strain": {
      const at = reason["at_second"];
      const from = typeof at === "number" ? timer(at) : null;
      return { icon: "pulse", text: t.strain(Math.round(value), from), source: t.voice };
    }
    case "risk":
      return { icon: "clock", text: t.risk(percent(value)), source: t.clock };
    default: {
      const name = reason["name"];
      const text = typeof name === "string" ? t.agent(name) : t.agentNoName;
      return { icon: "user", text, source: t.person };
    }
  }
}

/** What was reached more than once is said once, as it stands now. */
function latest(reasons: readonly Reason[]): Reason[] {
  const measured = (reason: Reason) => typeof reason["value"] === "number";
  return reasons.filter(
    (reason, i) => !measured(reason) || !reasons.slice(i + 1).some((later) => later["kind"] === reason["kind"]),
  );
}

/** Shown until somebody agrees or undoes; announced once. */
export function Raised({ detail: { escalation, ticket } }: { detail: Detail }) {
  if (!escalation || escalation.agreed !== null) return null;
  const t = words().raised;
  const s = shared();
  const { from_priority: from, to_priority: to } = escalation;
  const reasons = latest(escalation.reasons);
  const reached = reasons.find((reason) => reason["kind"] === "urgency");
  return (
    <section class="notice" role="alert" data-testid="raised">
      <h2>
        <Icon name="flag" />
        {from === to ? t.same(s.priority[to]) : t.title(s.priority[from], s.priority[to])}{" "}
        {reached ? <Urgency score={Math.round(number(reached["value"]))} /> : <Urgency score={ticket.urgency} level={ticket.level} />}
        <time class="muted t12 push" dateTime={escalation.at}>
          {clockSeconds(Date.parse(escalation.at))}
        </time>
      </h2>
      <ul class="reasons">
        {reasons.map((reason, i) => {
          const { icon, text, source } = tell(reason);
          return (
            <li key={i}>
              <Icon name={icon} />
              <span>{text}</span>
              <span class="muted t12">{source}</span>
            </li>
          );
        })}
      </ul>
      <div class="hstack wrap">
        <button class="btn btn-s" onClick={() => void escalate("undo")}>
          <Icon name="undo" />
          {t.undo} <kbd class="kbd">U</kbd>
        </button>
        <button class="btn btn-s" onClick={() => void escalate("agree")}>
          {t.agree} <kbd class="kbd">E</kbd>
        </button>
        <span class="t12 soft">
          {escalation.reasons.some((reason) => reason["kind"] === "strain") && t.voiceNote + shared().gap}
          {t.note}
        </span>
      </div>
    </section>
  );
}
