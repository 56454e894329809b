/** The fields of one record: those that are shown, and those that stay hidden. */

import { Masked } from "../../shared/parts/marks";
import { count } from "../../shared/time";
import type { Leaf } from "../proof/leaf";
import type { Shown } from "../proof/matter";
import { hex } from "../proof/text";
import { plainTime, short } from "../say";
import { words } from "../words";

/** What people look for first; the log's own order is by name. */
const ORDER = [
  "promise", "purpose", "decision", "reason", "outcome", "before", "score", "made_at", "deadline", "grace", "at",
  "given_at", "valid_until", "withdrawn_at", "sealed", "channel", "language", "recipient", "model", "ticket", "calendar",
  "notice", "inputs", "replaces", "ref", "subject",
];
const place = (name: string) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);

/** A value of a field in words, where it is one of a closed list. */
export function valueOf(name: string, value: string): string {
  const t = words();
  if (name === "promise") return t.what[value] ?? value;
  if (name === "purpose") return t.purpose[value] ?? value;
  if (name === "reason") return t.excuse[value] ?? value;
  if (name === "decision") return t.decision[value] ?? value;
  if (name === "grace") return t.seconds(value);
  if (WORDS.has(name)) return t.value[value] ?? value;
  return plainTime(value);
}

const WORDS = new Set(["outcome", "before", "channel", "language", "recipient", "chain", "asked_by"]);
const MONO = new Set([
  "ref", "subject", "notice", "inputs", "replaces", "model", "calendar", "first", "last", "previous", "head", "old", "new", "person",
]);

export function Fields({ record, leaf }: { record: Shown; leaf: Leaf }) {
  const t = words();
  const names = [...leaf.commitments.keys()].sort((a, b) => place(a) - place(b));
  return (
    <>
      <table class="shown" aria-label={t.fieldsOf(count(Number(record.index)))}>
        <tbody>
          {names.map((name) => {
            const value = record.fields.get(name);
            return (
              <tr key={name} class={value === undefined ? "hidden-v" : ""}>
                <th scope="row">{t.field[name] ?? name}</th>
                {value === undefined ? (
                  <td>
                    <Masked size="m" /> <span class="mono">{short(hex(leaf.commitments.get(name)!))}</span>
                  </td>
                ) : (
                  <td class={MONO.has(name) ? "mono wrap" : "wrap"}>{valueOf(name, value)}</td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="t12 muted">{record.hidden.length > 0 ? t.hiddenMore : t.allShown}</p>
    </>
  );
}
