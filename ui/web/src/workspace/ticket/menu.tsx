/** A button with a small form under it: pick one, say why if you like, apply. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { words } from "../words";

interface MenuProps {
  class?: string;
  label: ComponentChildren;
  /** Where the button shows an icon alone. */
  name?: string;
  title: string;
  children: (close: () => void) => ComponentChildren;
  id?: string;
}

/** A popover under its button; Esc and a click elsewhere close it. */
export function Menu(props: MenuProps) {
  const made = useId().replace(/[^\w-]/g, "");
  const id = props.id ?? `pop-${made}`;
  const ref = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const close = () => ref.current?.hidePopover();
  // What is in it is drawn once it is open, so the browser finds nothing to focus by itself.
  useEffect(() => {
    if (open) ref.current?.querySelector<HTMLElement>("input:checked, input, a, button")?.focus();
  }, [open]);
  return (
    <>
      <button
        class={props.class ?? "btn btn-quiet btn-s"}
        popovertarget={id}
        aria-label={props.name}
        title={props.name}
        aria-expanded={open}
      >
        {props.label}
      </button>
      <div
        class="pop vstack"
        popover="auto"
        id={id}
        ref={ref}
        role="dialog"
        aria-label={props.title}
        onToggle={(event) => setOpen((event as ToggleEvent).newState === "open")}
      >
        {open && (
          <>
            <b>{props.title}</b>
            {props.children(close)}
          </>
        )}
      </div>
    </>
  );
}

interface PickProps<T extends string> {
  options: readonly (readonly [T, string])[];
  now: T;
  why?: boolean;
  lead?: string;
  apply: string;
  onApply(value: T, why: string): Promise<unknown>;
  close(): void;
}

/** One of several, with a reason that is kept in the ticket's history. */
export function Pick<T extends string>(props: PickProps<T>) {
  const t = words();
  const name = useId();
  const [value, setValue] = useState(props.now);
  const [why, setWhy] = useState("");
  return (
    <form
      class="vstack"
      onSubmit={(event) => {
        event.preventDefault();
        props.close();
        void props.onApply(value, why.trim());
      }}
    >
      {props.lead && <p class="t12 muted">{props.lead}</p>}
      {props.options.length > 1 && (
        <fieldset class="vstack tight">
          <legend class="vh">{props.apply}</legend>
          {props.options.map(([option, label]) => (
            <label class="radio" key={option}>
              <input
                type="radio"
                name={name}
                checked={option === value}
                onChange={() => setValue(option)}
              />{" "}
              {label}
            </label>
          ))}
        </fieldset>
      )}
      {props.why && (
        <input
          class="input"
          aria-label={t.noReason}
          placeholder={t.noReason}
          maxLength={500}
          value={why}
          onInput={(event) => setWhy(event.currentTarget.value)}
        />
      )}
      <div class="hstack">
        <button class="btn btn-primary">{props.apply}</button>
      </div>
    </form>
  );
}
