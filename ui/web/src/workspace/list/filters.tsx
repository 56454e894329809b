/** What the list shows of its view, and in which order. */

import { useSignal } from "../../shared/signal";
import { shared } from "../../shared/words";
import { words } from "../words";
import { query, type Query } from "./load";

const set = (change: Partial<Query>) => (query.value = { ...query.value, ...change });

interface SelectProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onPick(value: T): void;
  id?: string;
}

/** A native select in the shape of a filter chip. */
function Choice<T extends string>(props: SelectProps<T>) {
  return (
    <span class={`filter filter-select ${props.value ? "is-on" : ""}`}>
      <select
        id={props.id}
        aria-label={props.label}
        value={props.value}
        onChange={(event) => props.onPick(event.currentTarget.value as T)}
      >
        {props.options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}

export function Filters() {
  const now = useSignal(query);
  const t = words().list;
  const s = shared();
  return (
    <div class="filters" role="toolbar" aria-label={t.filters}>
      <Choice
        id="filter"
        label={t.state}
        value={now.state}
        options={[["", t.state], ["open", s.state.open], ["waiting", s.state.waiting], ["resolved", s.state.resolved], ["closed", s.state.closed]]}
        onPick={(state) => set({ state })}
      />
      <Choice
        label={t.urgency}
        value={now.urgency}
        options={[["", t.urgency], ["25", "≥ 25"], ["50", "≥ 50"], ["75", "≥ 75"]]}
        onPick={(urgency) => set({ urgency })}
      />
      <Choice
        label={t.channel}
        value={now.channel}
        options={[["", t.channel], ["mail", s.channel.mail], ["call", s.channel.call], ["picture", s.channel.picture], ["form", s.channel.form]]}
        onPick={(channel) => set({ channel })}
      />
    </div>
  );
}

export function Order() {
  const now = useSignal(query);
  const t = words().list;
  return (
    <span class="btn btn-quiet btn-s order">
      <select
        aria-label={t.orderBy}
        value={now.order}
        onChange={(event) => set({ order: event.currentTarget.value as Query["order"] })}
      >
        {(["due", "urgency", "new"] as const).map((order) => (
          <option key={order} value={order}>
            {t.order[order]}
          </option>
        ))}
      </select>
    </span>
  );
}
