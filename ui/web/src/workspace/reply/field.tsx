/** A text field that underlines the promises in it: the words are drawn twice, exactly. */

import type { Ref } from "preact";
import { langOf } from "../../shared/i18n";
import type { Stated } from "../../shared/shapes";
import { cut } from "../../shared/spans";

interface Props {
  id: string;
  label: string;
  placeholder: string;
  text: string;
  promises: readonly Stated[];
  disabled: boolean;
  onText(text: string): void;
  onSend(): void;
  field: Ref<HTMLTextAreaElement>;
}

export function Field(props: Props) {
  return (
    <div class="draft-field">
      <div class="draft-body draft-under" aria-hidden="true" lang={langOf(props.text)}>
        {cut(props.text, props.promises).map((piece, i) =>
          piece.span ? (
            <span key={i} class="promise">
              {piece.text}
            </span>
          ) : (
            piece.text
          ),
        )}
        {/* A last empty line takes its height, as it does in the field. */}
        {"\u200b"}
      </div>
      <textarea
        ref={props.field}
        id={props.id}
        class="draft-body"
        aria-label={props.label}
        placeholder={props.placeholder}
        lang={langOf(props.text)}
        maxLength={20_000}
        value={props.text}
        readOnly={props.disabled}
        onInput={(event) => props.onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            props.onSend();
          } else if (event.key === "Escape") {
            event.stopPropagation();
            event.currentTarget.blur();
          }
        }}
      />
    </div>
  );
}
