/** What was read beside the urgency: topic, tone, what the voice says against it, by whom. */

import { Fragment } from "preact";
import { langOf } from "../../shared/i18n";
import { Chip } from "../../shared/parts/basics";
import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { Tone, toneColour } from "../../shared/parts/marks";
import type { Detail, Feeling, Signal } from "../../shared/shapes";
import { dayAndClock, percent, spanInWords } from "../../shared/time";
import { shared } from "../../shared/words";
import { words } from "../words";
import { Section } from "./section";

/** Whether there were no words to read: a voice alone says nothing of topic or tone. */
export const isWordless = ({ language, emotion }: Pick<Signal, "language" | "emotion">): boolean =>
  language === "und" && emotion.label === "neutral";

export function Reading({ detail: { signal } }: { detail: Detail }) {
  const t = words().reading;
  if (!signal) return null;
  const wordless = isWordless(signal);
  return (
    <Section name="reading" title={t.title}>
      <dl class="kv kv-top">
        {!wordless && signal.intent && <TopicRow intent={signal.intent} />}
        {wordless ? <NoWords /> : <ToneRow emotion={signal.emotion} />}
        {signal.deadline && <DeadlineRow deadline={signal.deadline} />}
        {signal.disagree && (
          <>
            <dt>{t.voice}</dt>
            <dd class="is-warn" data-testid="disagree">
              <Icon name="pulse" />
              <span class="wrap">{wordless ? t.strainedAlone : t.disagree[signal.disagree]}</span>
            </dd>
          </>
        )}
        {signal.settled && (
          <>
            <dt>{t.state}</dt>
            <dd>
              <Icon name="check" />
              <span class="wrap">{t.settled}</span>
            </dd>
          </>
        )}
        <dt>{t.by}</dt>
        <dd>
          <span class="mono t12 muted">{signal.model}</span>
        </dd>
      </dl>
    </Section>
  );
}

function NoWords() {
  const t = words().reading;
  return (
    <>
      <dt>{t.feelings}</dt>
      <dd class="muted">{t.noWords}</dd>
    </>
  );
}

function TopicRow({ intent }: { intent: NonNullable<Signal["intent"]> }) {
  const t = words().reading;
  const s = shared();
  const named = s.topic as Record<string, string>;
  const others = (intent.alternatives ?? [])
    .filter(([name, share]) => name !== "unknown" && Number(share) >= 0.01)
    .slice(0, 2);
  return (
    <>
      <dt>{t.topic}</dt>
      <dd class="stack" data-testid="topic">
        <span class="hstack">
          {intent.topic === "unknown" ? (
            <span>{t.notClear}</span>
          ) : (
            <>
              <Chip>{s.topic[intent.topic]}</Chip>
              <span class="num t12 muted">{percent(intent.confidence)}</span>
            </>
          )}
        </span>
        {others.length > 0 && (
          <span class="t12 muted">
            {t.orElse} {others.map(([name, share]) => `${named[String(name)] ?? name} ${percent(Number(share))}`).join(" · ")}
          </span>
        )}
      </dd>
    </>
  );
}

const SOON = 36 * 3_600_000; // later, the day says more than the hours

/** The time that was understood, and the words that name it. */
function DeadlineRow({ deadline }: { deadline: NonNullable<Signal["deadline"]> }) {
  const t = words().reading;
  const now = useNow();
  const at = Date.parse(deadline.due_at);
  const left = at - now;
  return (
    <>
      <dt>{t.deadline}</dt>
      <dd class="stack" data-testid="deadline">
        <span>
          <time dateTime={deadline.due_at}>{dayAndClock(at, now)}</time>{" "}
          {left <= 0 && <span class="t12 is-warn">{t.duePast}</span>}
          {left > 0 && left < SOON && <span class="t12 muted">{t.dueIn(spanInWords(left))}</span>}
        </span>
        {deadline.text.trim() && (
          <span class="t12 muted wrap" lang={langOf(deadline.text)}>
            “{deadline.text.trim()}”
          </span>
        )}
      </dd>
    </>
  );
}

const HARDLY = 0.05; // by the public standard said, of a customer not believed

/** The feelings that count as said, the one that stands for them first, then the likelier. */
export function feelingsOf({ label, labels, probabilities }: Signal["emotion"]): Feeling[] {
  const likely = (one: Feeling) => (one === label ? 2 : (probabilities[one] ?? 0));
  const said = [...new Set([label, ...(labels ?? [])])].filter((one) => likely(one) >= HARDLY);
  return said.sort((a, b) => likely(b) - likely(a));
}

/** The words in which the strongest was read. Calm is where none was: no words are its reason. */
export const heardIn = ({ label, evidence }: Signal["emotion"]) =>
  label === "neutral" ? [] : evidence.filter((e) => e.kind === "word" && e.text.trim() && e.weight > 0);

/** Every feeling above its own threshold, and the words in which the strongest was read. */
function ToneRow({ emotion }: { emotion: Signal["emotion"] }) {
  const t = words().reading;
  const s = shared();
  const said = feelingsOf(emotion);
  const heard = heardIn(emotion).slice(0, 3);
  return (
    <>
      <dt>{t.feelings}</dt>
      <dd class="stack" data-testid="tones">
        {said.map((label) => (
          <span key={label} class={`hstack ${toneColour(label)}`}>
            <Tone feeling={label} />
            <span>{s.tone[label]}</span>
            <span class="num t12 muted">{percent(emotion.probabilities[label] ?? 0)}</span>
          </span>
        ))}
        {heard.length > 0 && (
          <span class="t12 muted wrap">
            {heard.map((e) => (
              <Fragment key={e.start}>
                <span class="whole" lang={langOf(e.text)}>
                  “{e.text.trim()}”
                </span>{" "}
              </Fragment>
            ))}
          </span>
        )}
      </dd>
    </>
  );
}
