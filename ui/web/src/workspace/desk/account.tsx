/** Who one is, and the few things one can set. On a phone also the way to all views. */

import { LanguageSwitch, ThemeSwitch } from "../../shared/parts/basics";
import { Icon } from "../../shared/parts/icon";
import { Avatar } from "../../shared/parts/marks";
import { askStepUp } from "../../shared/parts/step-up";
import { toast } from "../../shared/parts/toast";
import { signal, useSignal } from "../../shared/signal";
import { link, VIEWS } from "../route";
import { mayOpen, me, setSingleKeys, singleKeys } from "../state";
import { Menu } from "../ticket/menu";
import { unmask } from "../ticket/ticket";
import { words } from "../words";

/** Whether the list of keys is open. */
export const keysOpen = signal(false);

export function AccountMenu() {
  const t = words();
  const self = useSignal(me);
  const single = useSignal(singleKeys);
  if (!self) return null;
  return (
    <div class="me">
      <Menu
        class="me-btn"
        title={t.account.title}
        label={
          <>
            <Avatar name={self.name} me />
            <span class="who">
              <b class="clip">{self.name}</b>
              <span class="t12 muted">{t.role[self.role]}</span>
            </span>
          </>
        }
      >
        {(close) => (
          <>
            <ul class="phone-only views">
              {VIEWS.filter((view) => mayOpen(view, self.role)).map((view) => (
                <li key={view}>
                  <a href={link(view)} onClick={close}>
                    {t.views[view]}
                  </a>
                </li>
              ))}
            </ul>
            <p class="t12 muted">{self.device_name}</p>
            <div class="hstack wrap">
              <LanguageSwitch class="btn btn-s" />
              <ThemeSwitch />
              <button
                class="btn btn-s"
                onClick={() => {
                  close();
                  void (self.masked ? unmask() : proveAnyway());
                }}
              >
                <Icon name="key" />
                {self.totp ? t.account.prove : t.account.setUp}
              </button>
            </div>
            <label class="radio">
              <input
                class="switch"
                type="checkbox"
                role="switch"
                checked={single}
                onChange={(event) => setSingleKeys(event.currentTarget.checked)}
              />
              {t.account.singleKeys}
              <button
                class="link push"
                type="button"
                onClick={() => {
                  close();
                  keysOpen.value = true;
                }}
              >
                {t.hint.keys}
              </button>
            </label>
            <a href="/verify">{t.account.verify}</a>
          </>
        )}
      </Menu>
    </div>
  );
}

async function proveAnyway(): Promise<void> {
  if (await askStepUp()) toast({ kind: "ok", title: words().account.proved });
}
