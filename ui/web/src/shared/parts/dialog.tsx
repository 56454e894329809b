/** A dialog: takes the focus, makes the rest inert, gives the focus back on close. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

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
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={`dialog ${props.wide ? "dialog-wide" : ""}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <div>
        <h2 id={id}>{props.title}</h2>
        {props.children}
      </div>
      {props.footer && <footer>{props.footer}</footer>}
    </dialog>
  );
}
