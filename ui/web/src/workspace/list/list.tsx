/** The pane of tickets: under their headings while the order is by what is due. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { SkeletonRows, useLate } from "../../shared/parts/basics";
import { useNow } from "../../shared/parts/due";
import type { Row } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { count } from "../../shared/time";
import { EmptyList } from "../desk/empty";
import { route, type ListView } from "../route";
import { counts, me } from "../state";
import { words } from "../words";
import { Filters, Order } from "./filters";
import { useHold } from "./hold";
import { held, isFiltered, load, loadMore, query } from "./load";
import { TicketRow } from "./row";
import { grouped, hold } from "./rows";
import { Search } from "./search";

/** The rows as they are on the screen, for the keys that move through them. */
export const onScreen: { rows: readonly Row[] } = { rows: [] };

export function TicketList({ view }: { view: ListView }) {
  const t = words();
  const { rows: fresh, state, next } = useSignal(held);
  const asked = useSignal(query);
  const all = useSignal(counts);
  const scroll = useRef<HTMLDivElement>(null);
  const holding = useHold(scroll);
  const { rows, waiting } = useShown(fresh, holding && state === "ready");
  const late = useLate(state === "loading");
  onScreen.rows = rows;

  return (
    <section class="pane list" id="list" aria-label={t.tickets}>
      <header class="bar">
        <h2>{t.views[view]}</h2>
        {all[view] !== undefined && <span class="muted t12">{count(all[view])}</span>}
        <span class="push" />
        <Order />
      </header>
      <Search />
      <Filters />
      <div class="scroll" tabIndex={-1} ref={scroll}>
        {waiting > 0 && (
          <p class="waiting t12" role="status">
            {t.list.waiting(waiting)}
          </p>
        )}
        {late && <SkeletonRows rows={8} label={t.list.loading} />}
        {state === "failed" && (
          <div class="empty">
            <h3>{t.list.failed}</h3>
            <button class="btn" onClick={() => void load()}>
              {t.retry}
            </button>
          </div>
        )}
        {state === "ready" && rows.length === 0 && (
          <EmptyList view={view} filtered={isFiltered(asked)} />
        )}
        <Rows rows={rows} view={view} byDue={asked.order === "due" && !asked.q} />
        {next && <More />}
      </div>
      <div class="hint" aria-hidden="true">
        <span>
          <kbd class="kbd">J</kbd>
          <kbd class="kbd">K</kbd> {t.hint.move}
        </span>
        <span>
          <kbd class="kbd">R</kbd> {t.hint.reply}
        </span>
        <span>
          <kbd class="kbd">E</kbd> {t.hint.escalate}
        </span>
        <span class="push">
          <kbd class="kbd">F</kbd> {t.hint.filter}
        </span>
      </div>
    </section>
  );
}

/** The fresh rows, or while a person points at them those that were there. */
function useShown(fresh: readonly Row[], holding: boolean) {
  const [shown, setShown] = useState(fresh);
  useLayoutEffect(() => {
    if (!holding) setShown(fresh);
  }, [fresh, holding]);
  return holding ? hold(shown, fresh) : { rows: fresh, waiting: 0 };
}

function Rows(props: { rows: readonly Row[]; view: ListView; byDue: boolean }) {
  const t = words().list;
  const { ticket } = useSignal(route);
  const mine = useSignal(me)?.account_id;
  const now = useNow();
  useKeptFocus();
  const items = (rows: readonly Row[]) => (
    <ul>
      {rows.map((row) => (
        <li key={row.id}>
          <TicketRow row={row} view={props.view} selected={row.id === ticket} me={mine} />
        </li>
      ))}
    </ul>
  );
  if (!props.byDue) return items(props.rows);
  return (
    <>
      {grouped(props.rows, now).map((group) => (
        <section key={group.name} aria-labelledby={`group-${group.name}`}>
          <h3 class="group" id={`group-${group.name}`}>
            <span>{t.groups[group.name]}</span>
            <span class="muted">{count(group.rows.length)}</span>
          </h3>
          {items(group.rows)}
        </section>
      ))}
    </>
  );
}

/** A row that moves is put in anew by the browser and would lose the focus. */
function useKeptFocus(): void {
  const last = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (last.current && document.activeElement === document.body) {
      document.getElementById(last.current)?.focus({ preventScroll: true });
    }
  });
  useEffect(() => {
    const note = () => {
      const id = document.activeElement?.id ?? "";
      if (document.activeElement !== document.body) last.current = id.startsWith("row-") ? id : null;
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, []);
}

/** Asks for the next page when its end comes into sight. */
function More() {
  const t = words().list;
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const button = ref.current;
    if (!button) return;
    const watch = new IntersectionObserver((seen) => {
      if (seen.some((entry) => entry.isIntersecting)) void loadMore();
    });
    watch.observe(button);
    return () => watch.disconnect();
  }, []);
  return (
    <button ref={ref} class="btn btn-quiet more" onClick={() => void loadMore()}>
      {t.loadMore}
    </button>
  );
}
