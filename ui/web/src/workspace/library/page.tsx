/** The library of openings: what agents are offered for an upset customer, in both languages. */

import { useEffect, useState } from "preact/hooks";
import { lang, tag, type Language } from "../../shared/i18n";
import { Icon } from "../../shared/parts/icon";
import { complain, toast } from "../../shared/parts/toast";
import type { Opening, Openings } from "../../shared/shapes";
import { useSignal } from "../../shared/signal";
import { api, take } from "../../shared/trust/api";
import { unlessRefused } from "../state";
import { words } from "../words";
import { Card, MissingCard } from "./card";
import { Changes } from "./changes";
import { OpeningForm, type Fits, type Texts } from "./form";
import { inLanguage, LANGUAGES, missing, other, type Text } from "./written";

// The name of what is being written, where it has none yet. What is typed into one that has
// a name is in one language: the other is not shown until that is kept or let go.
const FRESH = "";

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
  const at = (one: Opening, language: Language) => ({ params: { path: { language, name: one.name } } });
  const put = (one: Opening, language: Language, body: Text & Fits & { off: boolean; seen: number }) =>
    act(take(api.PUT("/api/openings/{language}/{name}", { ...at(one, language), body })), t.kept);
  const change = (one: Opening, text: Text, fits: Fits, off = one.off) =>
    put(one, one.language, { ...text, ...fits, off, seen: one.version });
  const write = (one: Opening, texts: Texts, fits: Fits) => {
    const text = texts[shown];
    if (text) void put(one, shown, { ...text, ...fits, off: false, seen: 0 });
  };
  const add = (texts: Texts, fits: Fits, place: Opening["place"]) =>
    act(take(api.POST("/api/openings", { body: { texts: texts as Record<string, Text>, ...fits, place } })), t.kept);
  const restore = (one: Opening) =>
    act(take(api.POST("/api/openings/{language}/{name}/restore", { ...at(one, one.language), body: { seen: one.version } })), t.restored);

  const { written, lacking } = inLanguage(held?.items ?? [], shown);
  const close = () => setOpen(null);
  return (
    <section class="pane wide" id="list" aria-label={t.title}>
      <header class="bar">
        <h2>{t.title}</h2>
        <span class="muted t12 clip">{t.lead}</span>
        <span class="push" />
        <span class="seg" role="group" aria-label={t.inLanguage}>
          {LANGUAGES.map((which) => (
            <button key={which} lang={tag(which)} aria-pressed={shown === which} disabled={Boolean(open)} onClick={() => setShown(which)}>
              {t.language[which]}
            </button>
          ))}
        </span>
      </header>
      <div class="scroll cards" tabIndex={-1}>
        {open === FRESH ? (
          <section class="card" aria-label={t.add}>
            <OpeningForm languages={[shown, other(shown)]} onKeep={(...asked) => void add(...asked)} onClose={close} />
          </section>
        ) : (
          <button class="btn self-start" data-testid="add-opening" disabled={!held} onClick={() => setOpen(FRESH)}>
            <Icon name="plus" />
            {t.add}
          </button>
        )}
        {/* What lacks this language is not overlooked at the end. */}
        {lacking.map((one) =>
          open === one.name ? (
            <section key={one.name} class="card" aria-label={t.write[shown]} data-testid="writing-opening">
              <OpeningForm languages={[shown]} opening={one} onKeep={(texts, fits) => write(one, texts, fits)} onClose={close} />
            </section>
          ) : (
            <MissingCard key={one.name} opening={one} language={shown} onWrite={() => setOpen(one.name)} />
          ),
        )}
        {written.map((one) =>
          open === one.name ? (
            <section key={one.name} class="card" aria-label={one.when}>
              <OpeningForm languages={[shown]} opening={one} onKeep={(texts, fits) => void change(one, texts[shown] ?? textOf(one), fits)} onClose={close} />
            </section>
          ) : (
            <Card
              key={one.name}
              opening={one}
              missing={missing(held?.items ?? [], one)}
              onEdit={() => setOpen(one.name)}
              onSwitch={() => void change(one, textOf(one), fitsOf(one), !one.off)}
              onRestore={() => void restore(one)}
              onWrite={(language) => {
                setShown(language);
                setOpen(one.name);
              }}
            />
          ),
        )}
        {held && <Changes changes={held.changes} />}
      </div>
    </section>
  );
}

const textOf = ({ when, words: said }: Opening): Text => ({ when, words: said });
const fitsOf = ({ feelings, topics, circumstances }: Opening): Fits => ({
  feelings: feelings ?? [], topics: topics ?? [], circumstances: circumstances ?? [],
});
