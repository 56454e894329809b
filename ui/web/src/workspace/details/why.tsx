/** Why this urgency: the evidence added up, bar by bar, against the two thresholds. */

import { langOf } from "../../shared/i18n";
import { Chip } from "../../shared/parts/basics";
import { PATHS, type IconName } from "../../shared/parts/icon";
import type { Detail, Signal } from "../../shared/shapes";
import { reach, waterfall, type Step } from "../../shared/spans";
import { shared } from "../../shared/words";
import { percent } from "../../shared/time";
import { words } from "../words";
import { Listed, signedPoints } from "./listed";
import { Otherwise } from "./otherwise";
import { Section } from "./section";

const LOOK: Record<string, { icon: IconName; css: string }> = {
  base: { icon: "base", css: "base" },
  harm: { icon: "harm", css: "harm" },
  deadline: { icon: "clock", css: "deadline" },
  repeat: { icon: "repeat", css: "repeat" },
  waiting: { icon: "wait", css: "wait" },
  strain: { icon: "pulse", css: "strain" },
  learned: { icon: "learn", css: "learn" },
  relief: { icon: "snooze", css: "learn" },
  earlier: { icon: "repeat", css: "repeat" },
};

const PITCH = 32;
const LEFT = 128;
const RIGHT = 262;

export function Why({ detail }: { detail: Detail }) {
  const t = words().urgency;
  const s = shared();
  const { signal } = detail;
  const level = detail.ticket.level;
  const kind = level === "critical" ? "crit" : level === "high" ? "warn" : undefined;
  return (
    <Section
      name="why"
      title={t.title}
      aside={
        <>
          {detail.ticket.needs_review && <Chip kind="info">{t.review}</Chip>}
          <Chip kind={kind}>{s.level[level]}</Chip>
        </>
      }
    >
      {detail.ticket.needs_review && <p class="t12 soft">{signal?.urgency.grave ? t.reviewGrave : t.reviewMore}</p>}
      {signal ? <Reading signal={signal} /> : <p class="t12 muted">{t.none}</p>}
    </Section>
  );
}

function Reading({ signal }: { signal: Signal }) {
  const t = words().urgency;
  const { urgency } = signal;
  const steps = waterfall(urgency.evidence);
  return (
    <>
      <div class="hstack">
        <span class="big">{urgency.score}</span>
        <span class="t12 muted">
          {t.of} · {t.sure(percent(urgency.confidence), shared().level[urgency.level])}
        </span>
      </div>
      <Waterfall steps={steps} score={urgency.score} />
      <p class="t12 muted">{t.lines}</p>
      <Listed evidence={urgency.evidence} />
      <Otherwise others={urgency.otherwise ?? []} />
    </>
  );
}

function Waterfall({ steps, score }: { steps: readonly Step[]; score: number }) {
  const t = words().urgency;
  const s = shared();
  const bottom = steps.length * PITCH + 4;
  const [low, high] = reach(steps);
  const x = (points: number) => LEFT + ((RIGHT - LEFT) * (points - low)) / (high - low);
  const name = (step: Step) => s.evidence[step.kind] ?? step.kind;
  const list = steps.map((step) => `${name(step)} ${signedPoints(step.weight)}`).join(s.semicolon);
  return (
    <svg class="why-urg" viewBox={`0 0 296 ${bottom + 16}`} role="img" aria-label={t.aloud(list, score)}>
      {[50, 75].map((line) => (
        <path key={line} class="thr" d={`M${x(line)} 0V${bottom}`} />
      ))}
      {[0, 50, 75, 100].map((mark) => (
        <text key={mark} class="sub" x={x(mark)} y={bottom + 14} text-anchor="middle">
          {mark}
        </text>
      ))}
      <path class="grid" d={`M${LEFT} ${bottom}H${RIGHT}`} />
      {steps.map((step, i) => (
        <Bar key={step.kind} step={step} x={x} top={i * PITCH} name={name(step)} last={i === steps.length - 1} />
      ))}
    </svg>
  );
}

function Bar(props: { step: Step; x(points: number): number; top: number; name: string; last: boolean }) {
  const { step, top, x } = props;
  const look = LOOK[step.kind] ?? { icon: "learn" as const, css: "learn" };
  const from = x(Math.min(step.from, step.to));
  const width = Math.max(1.5, x(Math.max(step.from, step.to)) - from);
  const sub = step.words ? `“${shorten(step.words)}”` : (words().urgency.sub[step.kind] ?? "");
  return (
    <>
      <svg class={`ic ic-${look.css}`} x="0" y={top + 3} width="12" height="12" viewBox="0 0 16 16">
        <path d={PATHS[look.icon]} />
      </svg>
      <text class="lab" x="20" y={top + 13}>
        {props.name}
      </text>
      <text class="sub" x="20" y={top + 26} lang={langOf(step.words)}>
        {sub}
      </text>
      <rect class={`b-${look.css}`} x={from} y={top + 4} width={width} height="12" rx="1" />
      {!props.last && <path class="step" d={`M${x(step.to)} ${top + 4}V${top + PITCH + 16}`} />}
      <text class="val" x="296" y={top + 14}>
        {step.kind === "base" ? Math.round(step.weight) : signedPoints(step.weight)}
      </text>
    </>
  );
}

// About 96 px: fifteen Latin letters, or eight Chinese characters.
function shorten(text: string): string {
  let width = 0;
  let out = "";
  for (const char of text.replace(/\s+/g, " ").trim()) {
    width += /[\u2e80-\uffff]/.test(char) ? 11 : 5.6;
    if (width > 84) return `${out}…`;
    out += char;
  }
  return out;
}
