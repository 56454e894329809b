/** The search field of the list; asks when the typing rests. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import { go, isList, route } from "../route";
import { words } from "../words";
import { query } from "./load";

/** Puts the cursor into the search, from wherever one is. */
export function focusSearch(): void {
  if (!isList(route.value.view)) go("all");
  // The field may have to be drawn first.
  requestAnimationFrame(() => document.getElementById("search")?.focus());
}

export function Search() {
  const t = words();
  const { q } = useSignal(query);
  const [text, setText] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(q), [q]);
  const ask = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => (query.value = { ...query.value, q: next.trim() }), 250);
  };
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input
        id="search"
        type="search"
        placeholder={t.search}
        aria-label={t.searchFor}
        value={text}
        onInput={(event) => ask(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (text) ask("");
          else event.currentTarget.blur();
        }}
      />
      <kbd class="kbd">/</kbd>
    </div>
  );
}
