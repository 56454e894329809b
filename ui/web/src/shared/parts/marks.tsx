/** The small signs of the house. Each differs in shape or word, never in colour alone. */

import type { Channel, Feeling, Level, Seal } from "../shapes";
import { shared } from "../words";
import { Icon, type IconName } from "./icon";

const LEVEL: Record<Level, number> = { low: 1, normal: 2, high: 3, critical: 4 };

export const levelOf = (score: number): Level =>
  score >= 75 ? "critical" : score >= 50 ? "high" : score >= 25 ? "normal" : "low";

/** Urgency 0..100: number only, outline, tint, solid. */
export function Urgency(props: { score: number; level?: Level }) {
  const t = shared();
  const level = props.level ?? levelOf(props.score);
  return (
    <span class={`urg urg-${LEVEL[level]}`} title={t.urgencyOf(props.score, t.level[level])}>
      <span class="vh">{t.urgencyOf(props.score, t.level[level])}</span>
      <span aria-hidden="true">{props.score}</span>
    </span>
  );
}

const TONES: Record<Feeling, [IconName, string]> = {
  anger: ["tone-anger", "tone-anger"],
  disgust: ["tone-anger", "tone-anger"],
  fear: ["tone-fear", "tone-fear"],
  sadness: ["tone-sad", "tone-sad"],
  joy: ["tone-joy", "tone-joy"],
  surprise: ["tone-surprise", ""],
  neutral: ["tone-calm", ""],
};

/** The tone of a text: a line, not a face; broken where there were no words to read it in. */
export function Tone(props: { feeling: Feeling | null }) {
  if (props.feeling === null) return <Icon name="tone-none" class="tone-none" label={shared().toneless} />;
  const [icon, colour] = TONES[props.feeling];
  return <Icon name={icon} class={colour} label={shared().tone[props.feeling]} />;
}

export const toneColour = (feeling: Feeling | null): string => (feeling === null ? "" : TONES[feeling][1]);

const CHANNELS: Record<Channel, IconName> = {
  mail: "mail",
  call: "phone",
  picture: "image",
  form: "form",
};

export function ChannelIcon(props: { channel: Channel; class?: string }) {
  return (
    <Icon
      name={CHANNELS[props.channel]}
      class={props.class}
      label={shared().channel[props.channel]}
    />
  );
}

const NOTCHES: Record<Seal, number> = { pending: 0, sealed: 1, witnessed: 2, anchored: 3 };

/** Three notches, filled as the proof travels outward; an anchor covers the rung below. */
export function SealMark(props: { seal: Seal; more?: string }) {
  const n = NOTCHES[props.seal];
  const link = (at: number) => (n > at ? "link on" : "link");
  const box = (at: number) => (n > at ? "on" : "off");
  return (
    <span class="seal">
      <svg viewBox="0 0 28 12" aria-hidden="true">
        <path class={link(1)} d="M7 6h4" />
        <path class={link(2)} d="M17 6h4" />
        <rect class={box(0)} x="1" y="3" width="6" height="6" rx="1" />
        <rect class={box(1)} x="11" y="3" width="6" height="6" rx="1" />
        <rect class={box(2)} x="21" y="3" width="6" height="6" rx="1" />
      </svg>
      {shared().seal[props.seal]}
      {props.more}
    </span>
  );
}

/** A hidden value: hatched, never dots. */
export function Masked(props: { size?: "m" | "l" }) {
  return (
    <span
      class={`mask ${props.size ? `mask-${props.size}` : ""}`}
      role="img"
      aria-label={shared().hidden}
    />
  );
}

/** A value of which parts are hidden: each run of • becomes a hatched bar. */
export function PartlyMasked(props: { text: string }) {
  return (
    <span>
      {props.text.split(/(•+)/).map((piece, i) =>
        piece.startsWith("•") ? <Masked key={i} size="m" /> : piece,
      )}
    </span>
  );
}

/** Two letters, or one Chinese character, for a person. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "?";
  if (/\p{Script=Han}/u.test(first)) return first;
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

export function Avatar(props: { name: string | null; me?: boolean; none?: string; label?: string }) {
  if (props.name === null) {
    return (
      <span class="av av-none" title={props.none}>
        <span class="vh">{props.none}</span>
      </span>
    );
  }
  return (
    <span class={`av ${props.me ? "av-me" : ""}`} title={props.label ?? props.name}>
      <span aria-hidden="true">{initials(props.name)}</span>
      {props.label && <span class="vh">{props.label}</span>}
    </span>
  );
}
