/** The promises found in a draft; each is sealed unless it is unticked. */

import { useState } from "preact/hooks";
import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import type { Stated } from "../../shared/shapes";
import { dayAndClock } from "../../shared/time";
import { words } from "../words";
import { promiseKey } from "./promises";

interface Props {
  found: readonly Stated[];
  left: ReadonlySet<string>;
  onToggle(key: string): void;
}

export function Found({ found, left, onToggle }: Props) {
  const t = words().compose;
  const now = useNow();
  const [open, setOpen] = useState(false);
  if (found.length === 0) return null;
  const when = (promise: Stated) => dayAndClock(Date.parse(promise.due_at), now);
  return (
    <div class="found-box">
      <div class="found">
        <Icon name="seal" />
        <span class="clip" role="status">
          {t.found(found.length)}{" "}
          {found.map((promise, i) => (
            <span key={promiseKey(promise)}>
              {i > 0 && ", "}
              <b>{when(promise)}</b>
              {left.has(promiseKey(promise)) && ` (${t.notSealed})`}
            </span>
          ))}
        </span>
        <button class="btn btn-quiet btn-s push" type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t.change}
        </button>
      </div>
      {open && (
        <ul class="found-list">
          {found.map((promise) => (
            <li key={promiseKey(promise)}>
              <label class="radio">
                <input
                  type="checkbox"
                  checked={!left.has(promiseKey(promise))}
                  onChange={() => onToggle(promiseKey(promise))}
                />
                <span class="clip">{t.sealThis(promise.text)}</span>
                <b class="push">{when(promise)}</b>
              </label>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
