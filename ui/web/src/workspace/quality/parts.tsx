/** What the cards of this page share: numbers as words, keys of pictures, and tables. */

import type { ComponentChildren } from "preact";
import { tag } from "../../shared/i18n";
import { FoldedTable } from "../../shared/parts/basics";
import { words } from "../words";

export const decimal = (value: number, digits = 2): string =>
  new Intl.NumberFormat(tag(), { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** A day that the desk names without a time, such as the Monday of a week. */
export const dayName = (day: string, style: "short" | "long" = "short"): string =>
  new Intl.DateTimeFormat(tag(), { day: "numeric", month: style, timeZone: "UTC", ...(style === "long" && { year: "numeric" }) }).format(Date.parse(day));

export function Card(props: { id: string; title: string; more?: string; children: ComponentChildren }) {
  return (
    <section class="card" aria-labelledby={`${props.id}-h`}>
      <header>
        <h3 id={`${props.id}-h`}>{props.title}</h3>
      </header>
      <div class="in">
        {props.children}
        {props.more && <p class="t12 muted">{props.more}</p>}
      </div>
    </section>
  );
}

export const Swatch = (props: { css: string; text: string }) => (
  <span>
    <svg viewBox="0 0 12 12">
      <rect class={`sw ${props.css}`} x="1" y="1" width="10" height="10" />
    </svg>
    {props.text}
  </span>
);

/** The same figures as a table, folded away. The first column names the row. */
export function Table(props: { name: string; head: readonly string[]; rows: readonly (readonly string[])[] }) {
  const t = words().quality;
  return (
    <FoldedTable
      summary={t.table}
      label={`${props.name} · ${t.table}`}
      head={props.head}
      rows={() =>
        props.rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, i) => (i === 0 ? <th key={i} scope="row">{cell}</th> : <td key={i}>{cell}</td>))}
          </tr>
        ))
      }
    />
  );
}
