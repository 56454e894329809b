/** A text with the words that earned its score marked, each with its reason at hand. */

import type { ComponentChildren } from "preact";
import { cut, type Spanned } from "../spans";
import { shared } from "../words";
import { Icon, type IconName } from "./icon";

const STYLE: Record<string, { css: string; icon?: IconName }> = {
  harm: { css: "ev-harm", icon: "harm" },
  deadline: { css: "ev-deadline", icon: "clock" },
  repeat: { css: "ev-repeat", icon: "repeat" },
  waiting: { css: "ev-wait" },
  relief: { css: "ev-relief" },
};

// A mark longer than this may be broken over two lines: about a third of a phone's width.
const SHORT = 12;
const WIDE = /[\u2e80-\uffff]/;
const width = (text: string): number => [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0) / 2;

/** The label's second sentence, e.g. the time that was understood as the deadline. */
export type Explain = (span: Spanned) => string | null;

/**
 * The text, paragraph by paragraph as it was written. Kinds without a style of their own
 * (other words, tone) are not marked here: they would drown what can be acted on.
 */
export function Evidence(props: { text: string; spans: readonly Spanned[]; explain?: Explain }) {
  const shown = props.spans.filter((span) => span.kind in STYLE);
  return (
    <>
      {cut(props.text, shown).map((piece, i) =>
        piece.span ? (
          <Marked key={i} span={piece.span} explain={props.explain}>
            {piece.text}
          </Marked>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

function Marked(props: { span: Spanned; explain?: Explain; children: ComponentChildren }) {
  const t = shared();
  const { kind, weight, text } = props.span;
  const name = t.evidence[kind] ?? kind;
  const style = STYLE[kind] ?? { css: "" };
  const points = `${weight < 0 ? "−" : "+"}${Math.abs(Math.round(weight))}`;
  const short = width(text) <= SHORT ? "ev-short" : "";
  return (
    <mark class={`ev ${style.css} ${short}`} tabIndex={0}>
      {style.icon && <Icon name={style.icon} class="i-12" />}
      <span class="vh">{name + t.colon}</span>
      {props.children}
      <span class="tip" role="tooltip">
        <b>{name}</b> {points} {props.explain?.(props.span)}
      </span>
    </mark>
  );
}
