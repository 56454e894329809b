/** The library of openings: what agents are offered for an upset customer, and who changed it. */

import { useEffect, useState } from "preact/hooks";
import { lang, langOf, tag, type Language } from "../../shared/i18n";
import { Chip } from "../../shared/parts/basics";
import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { complain, toast } from "../../shared/parts/toast";
import type { Opening, Openings } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { stamp } from "../../shared/time";
import { api, take } from "../../shared/trust/api";
import { shared } from "../../shared/words";
import { unlessRefused } from "../state";
import { words } from "../words";
import { OpeningForm, type Asked } from "./opening-form";

export function OpeningLibrary() {
  const t = words().library;
  const spoken = useSignal(lang);
  const [held, setHeld] = useState<Openings | null>(null);
  const [shown, setShown] = useState<Language>(spoken);
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => {
    void take(api.GET("/api/openings")).then(setHeld, unlessRefused);
  }, []);

  /** Makes one change; whoever was faster is shown, and nothing is overwritten. */
  const act = async (change: Promise<Openings>, done: string) => {
    try {
      setHeld(await change);
      setOpen(null);
      toast({ kind: "ok", title: done });
    } catch (error) {
      complain(error);
      await take(api.GET("/api/openings")).then(setHeld, unlessRefused);
    }
  };
  const at = ({ language, name }: Opening) => ({ params: { path: { language, name } } });
  const change = (one: Opening, asked: Asked & { off: boolean }) =>
    act(take(api.PUT("/api/openings/{language}/{name}", { ...at(one), body: { ...asked, seen: one.version } })), t.kept);
  const add = (asked: Asked & { place: Opening["place"] }) =>
    act(take(api.POST("/api/openings", { body: { ...asked, language: shown } })), t.kept);
  const restore = (one: Opening) =>
    act(take(api.POST("/api/openings/{language}/{name}/restore", { ...at(one), body: { seen: one.version } })), t.restored);

  const items = held?.items.filter((one) => one.language === shown) ?? [];
  return (
    <section class="pane wide" id="list" aria-label={t.title}>
      <header class="bar">
        <h2>{t.title}</h2>
        <span class="muted t12 clip">{t.lead}</span>
        <span class="push" />
        <span class="seg" role="group" aria-label={t.inLanguage}>
          {(["en", "zh"] as const).map((which) => (
            <button key={which} lang={tag(which)} aria-pressed={shown === which} onClick={() => setShown(which)}>
              {t.language[which]}
            </button>
          ))}
        </span>
      </header>
      <div class="scroll cards" tabIndex={-1}>
        {open === "" ? (
          <section class="card" aria-label={t.add}>
            <OpeningForm language={shown} onKeep={(asked, place) => void add({ ...asked, place })} onClose={() => setOpen(null)} />
          </section>
        ) : (
          <button class="btn self-start" data-testid="add-opening" disabled={!held} onClick={() => setOpen("")}>
            <Icon name="plus" />
            {t.add}
          </button>
        )}
        {items.map((one) =>
          open === one.name ? (
            <section key={one.name} class="card" aria-label={one.when}>
              <OpeningForm language={shown} opening={one} onKeep={(asked) => void change(one, { ...asked, off: one.off })} onClose={() => setOpen(null)} />
            </section>
          ) : (
            <Card
              key={one.name}
              opening={one}
              onEdit={() => setOpen(one.name)}
              onSwitch={() => void change(one, { ...asked(one), off: !one.off })}
              onRestore={() => void restore(one)}
            />
          ),
        )}
        {held && <Changes changes={held.changes} />}
      </div>
    </section>
  );
}

/** What an opening asks for, as it is sent. */
const asked = ({ when, words: text, feelings, topics, circumstances }: Opening): Asked => ({
  when, words: text, feelings: feelings ?? [], topics: topics ?? [], circumstances: circumstances ?? [],
});

function Card(props: { opening: Opening; onEdit(): void; onSwitch(): void; onRestore(): void }) {
  const t = words();
  const { opening: one } = props;
  const fits = [
    ...(one.feelings ?? []).map((name) => t.calm.feeling[name] ?? name),
    ...(one.topics ?? []).map((name) => shared().topic[name]),
    ...(one.circumstances ?? []).map((name) => t.calm.circumstance[name] ?? name),
  ];
  return (
    <article class={`card ${one.off ? "is-off" : ""}`} data-testid="opening-card" data-name={one.name}>
      <header>
        <Icon name={one.place === "call" ? "phone" : "talk"} label={t.library.places[one.place ?? "reply"]} />
        <h3 class="opening-when" lang={langOf(one.when)}>
          {one.when}
        </h3>
        {one.off && <Chip kind="warn">{t.library.isOff}</Chip>}
        {one.altered && !one.off && <Chip kind="info">{t.library.altered}</Chip>}
        {!one.shipped && <Chip kind="info">{t.library.own}</Chip>}
      </header>
      <div class="in">
        <p class="said" lang={langOf(one.words)}>
          {one.words}
        </p>
        <div class="hstack wrap">
          {fits.length > 0 ? fits.map((name) => <Chip key={name}>{name}</Chip>) : <span class="t12 muted">{t.library.any}</span>}
        </div>
        <div class="hstack wrap">
          <button class="btn btn-s" onClick={props.onEdit}>
            <Icon name="note" />
            {t.library.edit}
          </button>
          <button class="btn btn-s" onClick={props.onSwitch}>
            {one.off ? t.library.on : t.library.off}
          </button>
          {one.altered && (
            <button class="btn btn-quiet btn-s" onClick={props.onRestore}>
              <Icon name="undo" />
              {t.library.restore}
            </button>
          )}
        </div>
      </div>
    </article>
  );
}

function Changes({ changes }: { changes: Openings["changes"] }) {
  const t = words().library;
  const now = useNow();
  return (
    <section class="card" aria-labelledby="opening-changes">
      <header>
        <h3 id="opening-changes">{t.changes}</h3>
      </header>
      <div class="in">
        {changes.length === 0 && <p class="t12 muted">{t.nothing}</p>}
        <ol class="hist hist-wide">
          {changes.map((one, i) => (
            <li key={`${one.at}${i}`}>
              <time dateTime={one.at}>{stamp(Date.parse(one.at), now)}</time>
              <span class="hist-what">
                <span>
                  {t.acts[one.act]} · {t.language[one.language]}
                </span>
                <span class="muted" lang={langOf(one.when)}>
                  {one.when}
                </span>
              </span>
              <span class="muted">{one.who}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
