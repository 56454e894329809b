/** Parts too small for a file of their own. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { lang, speak } from "../i18n";
import { useSignal } from "../signal";
import { theme, wear, type Theme } from "../theme";
import { shared } from "../words";
import { Icon, type IconName } from "./icon";

export function Chip(props: { kind?: "ok" | "warn" | "crit" | "info" | "line"; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class={`chip ${props.kind ? `chip-${props.kind}` : ""}`}>
      {props.icon && <Icon name={props.icon} class="i-12" />}
      {props.children}
    </span>
  );
}

/** True once `on` has lasted 200 ms: skeletons never flash. */
export function useLate(on: boolean, ms = 200): boolean {
  const [late, set] = useState(false);
  useEffect(() => {
    if (!on) {
      set(false);
      return;
    }
    const timer = setTimeout(() => set(true), ms);
    return () => clearTimeout(timer);
  }, [on, ms]);
  return on && late;
}

export function LanguageSwitch(props: { class?: string }) {
  const now = useSignal(lang);
  const other = now === "zh" ? "en" : "zh";
  return (
    <button class={props.class ?? "btn btn-quiet btn-s"} lang={other === "zh" ? "zh-Hans" : "en"} onClick={() => speak(other)}>
      {shared().language}
    </button>
  );
}

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const FACE: Record<Theme, IconName> = { system: "device", light: "sun", dark: "moon" };

export function ThemeSwitch() {
  const now = useSignal(theme);
  const label = shared().theme[now];
  return (
    <button class="btn btn-quiet btn-icon btn-s" aria-label={label} title={label} onClick={() => wear(NEXT[now])}>
      <Icon name={FACE[now]} />
    </button>
  );
}

/** A table that is folded away, and drawn only while somebody looks at it. */
export function FoldedTable(props: {
  summary: string;
  /** What it is the table of, where its summary does not say it. */
  label?: string;
  head: readonly string[];
  testid?: string;
  rows(): ComponentChildren;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details class="alt" data-testid={props.testid} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {props.summary} <Icon name="down" class="i-12" />
      </summary>
      {open && (
        <div class="table-box" tabIndex={0} role="region" aria-label={props.label ?? props.summary}>
          <table class="grid-t">
            <thead>
              <tr>
                {props.head.map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{props.rows()}</tbody>
          </table>
        </div>
      )}
    </details>
  );
}

/** Rows of grey bars in the shape of the list, for what takes longer than 200 ms. */
export function SkeletonRows(props: { rows: number; label: string }) {
  return (
    <ul aria-label={props.label} aria-busy="true">
      {Array.from({ length: props.rows }, (_, i) => (
        <li key={i} class="row row-sk">
          <span class="sk sk-28 urg" />
          <span class="row-who">
            <span class="sk sk-40p" />
          </span>
          <span class="due">
            <span class="sk sk-56" />
          </span>
          <span class="row-sub">
            <span class="sk sk-70p" />
          </span>
          <span class="row-meta">
            <span class="sk sk-16" />
          </span>
        </li>
      ))}
    </ul>
  );
}
