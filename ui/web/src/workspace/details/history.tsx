/** Every change of a ticket: when, what, by whom, and why. */

import { useNow } from "../../shared/parts/due";
import { Icon, type IconName } from "../../shared/parts/icon";
import type { History } from "../../shared/shapes";
import { clock, day } from "../../shared/time";
import { shared } from "../../shared/words";
import { nameOf, type Aspect, type Meant } from "../correct/correct";
import { accounts } from "../state";
import { words } from "../words";
import { Section } from "./section";

const ICON: Record<string, IconName> = {
  opened: "inbox", replied: "undo", noted: "note", assigned: "user", state: "check", reopened: "refresh",
  priority: "flag", escalated: "flag", promised: "handshake", kept: "seal", broken: "x", corrected: "learn",
  receipted: "seal", "call-began": "phone", "call-ended": "hangup", wrote: "mail", read: "eye",
  agreed: "check", undone: "undo", forecast: "clock",
};

export function HistorySection({ history }: { history: readonly History[] }) {
  const t = words().history;
  const now = useNow();
  // Oldest first as they come: what happened in one moment keeps its order, turned.
  const newest = [...history].reverse().sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Section name="history" title={t.title}>
      <ol class="hist">
        {newest.map((event, i) => {
          const at = Date.parse(event.at);
          const today = new Date(at).toDateString() === new Date(now).toDateString();
          const who = event.who ? t.by(event.who) : "";
          return (
            <li key={`${event.at}${i}`}>
              <time dateTime={event.at}>{today ? clock(at) : day(at, now)}</time>
              <Icon name={ICON[event.what] ?? "right"} />
              <span class="hist-what">
                <span>
                  {t.what[event.what] ?? event.what}
                  {tell(event)}
                </span>
                <span class="muted">
                  {who}
                  {event.why && `${who ? " · " : ""}${event.why}`}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

/** The values that changed, in words where the desk has them. */
function tell(event: History): string {
  const detail = event.detail ?? {};
  const { clause, colon } = shared();
  if (event.what === "corrected" && typeof detail["aspect"] === "string") {
    const t = words().correct;
    const aspect = detail["aspect"] as Aspect;
    const name = (value: unknown) => (value ? nameOf(aspect, value as Meant) : t.takenBack);
    return `${colon}${t.aspect[aspect]}${clause}${name(detail["from"])} → ${name(detail["to"])}`;
  }
  const named = (value: unknown): string => {
    if (value === null || value === undefined || value === "") return words().history.nobody;
    const text = String(value);
    const s = shared();
    const states: Record<string, string> = s.state;
    const levels: Record<string, string> = s.priority;
    const people = accounts.value.find((account) => account.id === text)?.name;
    const kinds: Record<string, string> = words().list.due;
    return people ?? states[text] ?? levels[text] ?? kinds[text] ?? text;
  };
  const { from, to } = detail;
  if (to !== undefined) {
    const because = detail["because"] === "glad" ? `${clause}${words().history.glad}` : "";
    return (from === undefined || from === to ? `${colon}${named(to)}` : `${colon}${named(from)} → ${named(to)}`) + because;
  }
  const kind = detail["kind"] ?? detail["promise"];
  return typeof kind === "string" && kind ? `${colon}${named(kind)}` : "";
}
