/** The keys of the workspace. Single letters work outside of text fields, and can be off. */

import { tinykeys } from "tinykeys";
import { answered, mute } from "./call/answer";
import { sayLevel, sayNext, takeBackLatest } from "./correct/correct";
import { keysOpen } from "./desk/account";
import { onScreen } from "./list/list";
import { neighbour } from "./list/rows";
import { focusSearch } from "./list/search";
import { compose } from "./reply/composer";
import { go, route } from "./route";
import { drawer, singleKeys } from "./state";
import { escalateOrAgree, takeMostUrgent, undoEscalation } from "./ticket/acts";

const TYPED = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

const typing = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest(TYPED) !== null;
const covered = (): boolean => document.querySelector("dialog[open], [popover]:popover-open") !== null;

/** Moves selection and focus together. */
function step(by: 1 | -1): void {
  const { view, ticket } = route.value;
  const row = neighbour(onScreen.rows, ticket, by);
  if (!row) return;
  go(view, row.id);
  const element = document.getElementById(`row-${row.id}`);
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "nearest" });
}

/** `Esc` takes one step back and never discards. */
function back(): void {
  const { view, ticket } = route.value;
  if (drawer.value) drawer.value = false;
  else if (ticket && matchMedia("(max-width: 760px)").matches) go(view);
}

function single(act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (!singleKeys.value || typing(event) || covered()) return;
    event.preventDefault();
    act();
  };
}

/** Listens for the keys for as long as the page lives. */
export function listenForKeys(): void {
  const search = (event: KeyboardEvent) => {
    event.preventDefault();
    focusSearch();
  };
  tinykeys(window, {
    j: single(() => step(1)),
    k: single(() => step(-1)),
    r: single(() => compose("reply")),
    i: single(() => compose("note")),
    e: single(escalateOrAgree),
    u: single(undoEscalation),
    x: single(() => document.querySelector<HTMLElement>("[popovertarget=close-ticket]")?.click()),
    f: single(() => document.getElementById("filter")?.focus()),
    g: single(() => void takeMostUrgent()),
    d: single(() => (drawer.value = !drawer.value)),
    m: single(() => answered.value && mute(!answered.value.muted)),
    "1": single(() => sayLevel(0)),
    "2": single(() => sayLevel(1)),
    "3": single(() => sayLevel(2)),
    "4": single(() => sayLevel(3)),
    t: single(() => sayNext("emotion")),
    b: single(() => sayNext("topic")),
    z: single(takeBackLatest),
    "/": single(focusSearch),
    // With and without Shift: where the mark lies differs between keyboards.
    "?": single(() => (keysOpen.value = true)),
    "Shift+?": single(() => (keysOpen.value = true)),
    "$mod+k": search,
    // By its place on the keyboard: with Alt the letter is another on many.
    "Alt+Digit1": (event) => {
      if (covered()) return;
      event.preventDefault();
      document.getElementById("insert-opening")?.click();
    },
    Escape: (event) => {
      if (!typing(event) && !covered()) back();
    },
  });
}
