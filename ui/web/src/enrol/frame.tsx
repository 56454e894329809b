/** The one card of the page, and the way out below it. */

import type { ComponentChildren } from "preact";
import { LanguageSwitch, ThemeSwitch } from "../shared/parts/basics";
import { Mark } from "../shared/parts/icon";

export function Frame(props: { title: string; children: ComponentChildren; footer?: ComponentChildren }) {
  return (
    <>
      <header class="top">
        <span class="brand">
          <Mark />
          <span>Veridesk</span>
        </span>
        <span class="push" />
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main class="enrol">
        <section class="card sheet" aria-labelledby="title">
          <div class="sheet-in">
            <h1 id="title">{props.title}</h1>
            {props.children}
          </div>
          {props.footer && <footer>{props.footer}</footer>}
        </section>
      </main>
    </>
  );
}
