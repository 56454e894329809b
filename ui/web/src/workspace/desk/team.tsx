/** The colleagues, and the way to invite one: a link that works once. */

import { useState } from "preact/hooks";
import { useNow } from "../../shared/parts/due";
import { Dialog } from "../../shared/parts/dialog";
import { Icon } from "../../shared/parts/icon";
import { Avatar } from "../../shared/parts/marks";
import { complain, toast } from "../../shared/parts/toast";
import { useSignal } from "../../shared/signal";
import { dayAndClock } from "../../shared/time";
import { api, take } from "../../shared/trust/api";
import { shared } from "../../shared/words";
import { accounts, me } from "../state";
import { words } from "../words";

type Role = "agent" | "admin" | "auditor";

export function Team() {
  const t = words();
  const everyone = useSignal(accounts);
  const self = useSignal(me);
  const [link, setLink] = useState<{ link: string; expires_at: string } | null>(null);
  return (
    <section class="pane wide" id="list" aria-label={t.team.title}>
      <header class="bar">
        <h2>{t.team.title}</h2>
        <span class="muted t12">{everyone.length}</span>
      </header>
      <div class="scroll cards" tabIndex={-1}>
        <Invite onLink={setLink} />
        <div class="card">
          <ul class="facts team">
            {everyone.map((account) => (
              <li key={account.id}>
                <Avatar name={account.name} me={account.id === self?.account_id} />
                <span>
                  <b>{account.name}</b> <span class="muted">{t.role[account.role]}</span>
                </span>
                <span class="t12 muted">{t.team.devices(account.devices ?? 0)}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
      {link && <LinkDialog {...link} onClose={() => setLink(null)} />}
    </section>
  );
}

function Invite(props: { onLink(link: { link: string; expires_at: string }): void }) {
  const t = words();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const invite = async () => {
    try {
      const answer = await take(api.POST("/api/accounts", { body: { name: name.trim(), role } }));
      setName("");
      props.onLink(answer);
      accounts.value = (await take(api.GET("/api/accounts"))).items;
    } catch (error) {
      complain(error);
    }
  };
  return (
    <section class="card" aria-labelledby="invite">
      <header>
        <h3 id="invite">{t.team.invite}</h3>
      </header>
      <form
        class="in"
        onSubmit={(event) => {
          event.preventDefault();
          void invite();
        }}
      >
        <p class="soft">{t.team.lead}</p>
        <div class="form-row">
          <div class="field">
            <label for="invite-name">{t.team.name}</label>
            <input class="input" id="invite-name" maxLength={80} autoComplete="off" value={name} onInput={(e) => setName(e.currentTarget.value)} />
          </div>
          <div class="field">
            <label for="invite-role">{t.team.role}</label>
            <select class="input" id="invite-role" value={role} onChange={(e) => setRole(e.currentTarget.value as Role)}>
              {(["agent", "admin", "auditor"] as const).map((which) => (
                <option key={which} value={which}>
                  {t.role[which]}
                </option>
              ))}
            </select>
          </div>
        </div>
        <button class="btn btn-primary" disabled={!name.trim()}>
          <Icon name="link" />
          {t.team.make}
        </button>
      </form>
    </section>
  );
}

function LinkDialog(props: { link: string; expires_at: string; onClose(): void }) {
  const t = words().team;
  const now = useNow();
  const copy = async () => {
    await navigator.clipboard.writeText(props.link);
    toast({ kind: "plain", title: t.copied });
  };
  return (
    <Dialog
      title={t.link}
      onClose={props.onClose}
      footer={
        <>
          <span class="push" />
          <button class="btn btn-quiet" onClick={props.onClose}>
            {shared().close}
          </button>
        </>
      }
    >
      <p class="lead">{t.linkMore(dayAndClock(Date.parse(props.expires_at), now))}</p>
      <input class="input mono" readOnly aria-label={t.link} value={props.link} onFocus={(e) => e.currentTarget.select()} />
      <button class="btn btn-primary btn-l" onClick={() => void copy().catch(complain)}>
        <Icon name="link" class="i-20" />
        {t.copy}
      </button>
    </Dialog>
  );
}
