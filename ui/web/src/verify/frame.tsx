/** What both of the checker's pages have around them. */

import { useEffect } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { LanguageSwitch, ThemeSwitch } from "../shared/parts/basics";
import { Mark } from "../shared/parts/icon";
import { words } from "./words";

export function Frame(props: { home: string; nav?: ComponentChildren; children: ComponentChildren }) {
  const t = words();
  useEffect(() => void (document.title = `${t.title} · Veridesk`), [t]);
  return (
    <>
      <header class="top">
        <a
          class="skip"
          href="#main"
          onClick={(event) => {
            event.preventDefault();
            document.getElementById("main")?.focus();
          }}
        >
          {t.skip}
        </a>
        <a class="brand" href={props.home}>
          <Mark />
          <span>Veridesk</span>
        </a>
        {props.nav}
        <span class="push" />
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main class="page" id="main" tabIndex={-1}>
        {props.children}
      </main>
    </>
  );
}
