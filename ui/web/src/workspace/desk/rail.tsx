/** The views of the desk with their counts; five tabs at the bottom of a phone. */

import { Icon, Mark, type IconName } from "../../shared/parts/icon";
import { Key } from "../../shared/parts/keyboard";
import { useSignal } from "../../shared/signal";
import { count } from "../../shared/time";
import { focusSearch } from "../list/search";
import { link, LISTS, route, type View } from "../route";
import { calls, counts, mayOpen, me } from "../state";
import { words } from "../words";
import { AccountMenu } from "./account";

const ICON: Record<View, IconName> = {
  mine: "inbox", unassigned: "unassigned", escalated: "flag", due: "clock", review: "eye",
  all: "queue", calls: "phone", dead: "dead", team: "user", openings: "talk", quality: "learn",
};
// What a phone has room for; the rest is behind "More".
const TABS = new Set<View>(["mine", "all", "escalated", "calls"]);

export function Rail() {
  const t = words();
  const { view } = useSignal(route);
  const held = useSignal(counts);
  const every = useSignal(calls);
  const self = useSignal(me);
  const live = every.filter((call) => call.ended_at === null).length;
  const may = (name: View) => self !== null && mayOpen(name, self.role);
  const dead = held["dead"] ?? 0;

  const item = (name: View, n: number | undefined, crit = false, mark?: string) => (
    <li key={name} class={TABS.has(name) ? undefined : "opt"}>
      <a href={link(name)} aria-current={view === name ? "page" : undefined} title={t.views[name]}>
        <Icon name={ICON[name]} />
        <span class="lbl">{t.views[name]}</span>
        {mark ? (
          <span class="n is-crit">
            <span class="wide-only">{mark}</span>
            <span class="narrow-only">{n}</span>
          </span>
        ) : (
          Boolean(n) && <span class={`n ${crit ? "is-crit" : ""}`}>{count(n ?? 0)}</span>
        )}
      </a>
    </li>
  );
  return (
    <nav class="rail" aria-label={t.desk}>
      <a class="brand" href={link("all")}>
        <Mark />
        <span class="lbl clip">{self?.organisation ?? "Veridesk"}</span>
      </a>
      <button class="jump" aria-keyshortcuts="Control+K" onClick={focusSearch}>
        <Icon name="search" />
        <span class="lbl">{t.search}</span>
        <Key name="⌘K" class="push" />
      </button>
      <ul>{LISTS.map((name) => item(name, held[name], name === "escalated"))}</ul>
      <h2>{t.desk}</h2>
      <ul>
        {item("calls", live, true, live > 0 ? t.live : undefined)}
        {may("dead") && item("dead", dead, true)}
        {may("team") && item("team", undefined)}
        {may("openings") && item("openings", undefined)}
        {may("quality") && item("quality", undefined)}
      </ul>
      <AccountMenu />
    </nav>
  );
}
