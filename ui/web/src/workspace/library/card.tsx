/** One opening of the library as it stands, and one that is not written in the language shown. */

import type { ComponentChildren } from "preact";
import { langOf, type Language } from "../../shared/i18n";
import { Chip } from "../../shared/parts/basics";
import { Icon } from "../../shared/parts/icon";
import type { Opening } from "../../shared/shapes";
import { shared } from "../../shared/words";
import { words } from "../words";

interface CardProps {
  opening: Opening;
  /** The language in which one of the desk's own is not written, if there is one. */
  missing: Language | null;
  onEdit(): void;
  onSwitch(): void;
  onRestore(): void;
  onWrite(language: Language): void;
}

export function Card({ opening: one, missing, ...act }: CardProps) {
  const t = words().library;
  const chips = (
    <>
      {one.off && <Chip kind="warn">{t.isOff}</Chip>}
      {one.altered && !one.off && <Chip kind="info">{t.altered}</Chip>}
      {!one.shipped && <Chip kind="info">{t.own}</Chip>}
      {missing && <Chip kind="warn">{t.missing[missing]}</Chip>}
    </>
  );
  return (
    <Frame opening={one} chips={chips}>
      <Said opening={one} />
      <div class="hstack wrap">
        <button class="btn btn-s" onClick={act.onEdit}>
          <Icon name="note" />
          {t.edit}
        </button>
        <button class="btn btn-s" onClick={act.onSwitch}>
          {one.off ? t.on : t.off}
        </button>
        {one.altered && (
          <button class="btn btn-quiet btn-s" onClick={act.onRestore}>
            <Icon name="undo" />
            {t.restore}
          </button>
        )}
        {missing && (
          <button class="btn btn-quiet btn-s" onClick={() => act.onWrite(missing)}>
            <Icon name="plus" />
            {t.write[missing]}
          </button>
        )}
      </div>
    </Frame>
  );
}

/** Stands among the openings of a language for one that is written only in the other. */
export function MissingCard(props: { opening: Opening; language: Language; onWrite(): void }) {
  const t = words().library;
  const { opening: one, language } = props;
  const chips = (
    <>
      <Chip kind="info">{t.own}</Chip>
      <Chip kind="warn">{t.missing[language]}</Chip>
    </>
  );
  return (
    <Frame opening={one} chips={chips} missing>
      <p class="soft">{t.notOffered[language]}</p>
      <Said opening={one} />
      <button class="btn btn-s" data-testid="write-opening" onClick={props.onWrite}>
        <Icon name="plus" />
        {t.write[language]}
      </button>
    </Frame>
  );
}

function Frame(props: { opening: Opening; chips: ComponentChildren; missing?: boolean; children: ComponentChildren }) {
  const { opening: one, missing } = props;
  const css = `card ${one.off ? "is-off" : ""} ${missing ? "is-missing" : ""}`;
  return (
    <article class={css} data-testid="opening-card" data-name={one.name}>
      <header>
        <Icon name={one.place === "call" ? "phone" : "talk"} label={words().library.places[one.place]} />
        <h3 class="opening-when" lang={langOf(one.when)}>
          {one.when}
        </h3>
        {props.chips}
      </header>
      <div class="in">{props.children}</div>
    </article>
  );
}

/** The words of an opening and what it fits. */
function Said({ opening: one }: { opening: Opening }) {
  const t = words();
  const fits = [
    ...(one.feelings ?? []).map((name) => t.calm.feeling[name] ?? name),
    ...(one.topics ?? []).map((name) => shared().topic[name]),
    ...(one.circumstances ?? []).map((name) => t.calm.circumstance[name] ?? name),
  ];
  return (
    <>
      <p class="said" lang={langOf(one.words)}>
        {one.words}
      </p>
      <div class="hstack wrap">
        {fits.length > 0 ? fits.map((name) => <Chip key={name}>{name}</Chip>) : <span class="t12 muted">{t.library.any}</span>}
      </div>
    </>
  );
}
