/** The opening that is suggested beside the answer: put into it on request, never sent. */

import { useState } from "preact/hooks";
import { langOf } from "../../shared/i18n";
import { Icon } from "../../shared/parts/icon";
import { Key } from "../../shared/parts/keyboard";
import type { Suggestion } from "../../shared/shapes";
import { words } from "../words";
import { Reasons } from "./reasons";
import { When } from "./when";

interface Props {
  suggestions: readonly Suggestion[];
  onInsert(text: string): void;
}

/** Text put into a text field where the cursor is; the field can undo it as if typed. */
export function insertAt(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  // Deprecated and without an equal: the one way whose result Ctrl+Z takes back.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export function OpeningCard({ suggestions, onInsert }: Props) {
  const t = words().calm;
  const [at, setAt] = useState(0);
  const [hidden, setHidden] = useState(false);
  const one = suggestions[at % Math.max(1, suggestions.length)];
  if (!one || hidden) return null;
  return (
    <section class="opening" aria-label={t.title} data-testid="opening">
      <p class="opening-words" lang={langOf(one.words)}>
        <q>{one.words}</q>
      </p>
      <When of={one} />
      <Reasons reasons={one.reasons} />
      <span class="opening-do">
        <span class="t12 muted">
          {t.never}
        </span>
        <span class="push" />
        {suggestions.length > 1 && (
          <button class="btn btn-quiet btn-s" type="button" title={t.place((at % suggestions.length) + 1, suggestions.length)} onClick={() => setAt(at + 1)}>
            {t.next}
          </button>
        )}
        <button
          class="btn btn-s"
          type="button"
          id="insert-opening"
          data-testid="insert-opening"
          aria-keyshortcuts="Alt+1"
          onClick={() => {
            onInsert(one.words);
            setHidden(true);
          }}
        >
          {t.insert} <Key name="⌥1" />
        </button>
        <button class="btn btn-quiet btn-icon btn-s" type="button" aria-label={t.hide} title={t.hide} onClick={() => setHidden(true)}>
          <Icon name="x" />
        </button>
      </span>
    </section>
  );
}
