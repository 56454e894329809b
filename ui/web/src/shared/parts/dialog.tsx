/** A dialog: takes the focus, makes the rest inert, gives the focus back on close. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { shared } from "../words";
import { Icon } from "./icon";

// A field to fill, else the button that says what happens.
const FIRST = "[autofocus], input:not([readonly]), textarea, .btn-primary";

interface Props {
  title: string;
  onClose(): void;
  footer?: ComponentChildren;
  wide?: boolean;
  children: ComponentChildren;
}

/** Shown as long as it is drawn. Esc calls `onClose`, which must stop drawing it. */
export function Dialog(props: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // The way out is not the first thing to be offered.
    const first = dialog?.querySelector<HTMLElement>(FIRST);
    (first ?? dialog)?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      tabIndex={-1}
      class={`dialog ${props.wide ? "dialog-wide" : ""}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <div>
        <header class="dialog-head">
          <h2 id={id}>{props.title}</h2>
          <button class="btn btn-quiet btn-icon" aria-label={shared().close} onClick={props.onClose}>
            <Icon name="x" />
          </button>
        </header>
        {props.children}
      </div>
      {props.footer && <footer>{props.footer}</footer>}
    </dialog>
  );
}
