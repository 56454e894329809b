/** What the reader has from elsewhere: it outweighs whatever a file says of itself. */

import { Icon } from "../shared/parts/icon";
import { useSignal } from "../shared/signal";
import { count } from "../shared/time";
import { know, readHead, readKey, readPolicy, typed, type Read, type Typed } from "./files";
import { because } from "./result/because";
import { words } from "./words";

export function Known() {
  const t = words().known;
  const now = useSignal(typed);
  const used = Object.values(now).some((text) => text.trim());
  return (
    <details class="card below known" open={used || undefined}>
      <summary>
        <Icon name="key" />
        {t.title}
        {used && <span class="chip chip-ok">{t.inUse}</span>}
      </summary>
      <div class="in">
        <p class="soft">{t.lead}</p>
        <Field name="policy" label={t.policy} more={t.policyMore} text={now.policy} rows={4}
          read={says(readPolicy(now.policy), (p) => t.policyRead(p.logs.length, p.witnesses.length, p.quorum))} />
        <Field name="key" label={t.key} text={now.key} rows={1} read={says(readKey(now.key), (key) => t.keyRead(key.name))} />
        <Field name="seen" label={t.seen} more={t.seenMore} text={now.seen} rows={4}
          read={says(readHead(now.seen), (head) => t.headRead(count(Number(head.size)), head.origin))} />
      </div>
    </details>
  );
}

type Said = { good: boolean; text: string } | null;

function says<T>(read: Read<T>, good: (value: T) => string): Said {
  if (read.wrong !== null) return { good: false, text: words().known.wrong(because(read.wrong)) };
  return read.value === null ? null : { good: true, text: good(read.value) };
}

function Field(props: { name: keyof Typed; label: string; more?: string; text: string; rows: number; read: Said }) {
  const { name, read } = props;
  const id = `known-${name}`;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea
        class="input mono"
        id={id}
        rows={props.rows}
        autoComplete="off"
        spellcheck={false}
        value={props.text}
        aria-invalid={read?.good === false}
        aria-describedby={`${id}-said`}
        onInput={(event) => know({ [name]: event.currentTarget.value })}
      />
      <span class={`t12 ${read ? (read.good ? "is-ok" : "is-crit") : "muted"}`} id={`${id}-said`} aria-live="polite">
        {read?.text ?? props.more}
      </span>
    </div>
  );
}
