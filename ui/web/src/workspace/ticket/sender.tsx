/** How sure the desk is that a message comes from whom it says. */

import { Icon } from "../../shared/parts/icon";
import type { Message } from "../../shared/shapes";
import { words } from "../words";
import { Menu } from "./menu";

/** A chip that opens to say what the level means and what it rests on. */
export function Sender({ message }: { message: Message }) {
  const t = words().sender;
  const level = message.assurance;
  if (level !== 0 && level !== 1 && level !== 2) return null;
  const name = level === 0 && message.channel === "call" ? t.call : t[level];
  return (
    <span class="push">
      <Menu
        class={`chip chip-btn ${level === 0 ? "chip-warn" : "chip-ok"}`}
        label={
          <>
            <Icon name="shield" class="i-12" />
            {name}
          </>
        }
        title={`${name} · ${t.level(level)}`}
      >
        {() => (
          <>
            <p class="soft">{t.means[level]}</p>
            {(message.assurance_reasons ?? []).length > 0 && (
              <ul class="reasons-list t12">
                {(message.assurance_reasons ?? []).map((reason) => (
                  <li key={reason}>
                    <Icon name="check" class="i-12 is-ok" />
                    {t.reasons[reason] ?? reason}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Menu>
    </span>
  );
}
