/** Where the words of an opening are written, and what it fits is ticked. */

import { useEffect, useState } from "preact/hooks";
import { langOf, tag, type Language } from "../../shared/i18n";
import type { Opening } from "../../shared/shapes";
import { shared } from "../../shared/words";
import { words } from "../words";
import { complete, isBlank, isWhole, type Text } from "./written";

export type Fits = Required<Pick<Opening, "feelings" | "topics" | "circumstances">>;
export type Texts = Partial<Record<Language, Text>>;

const FEELINGS = ["anger", "fear", "sadness", "disgust"] as const;
const CIRCUMSTANCES = ["strained", "repeated", "waiting", "overdue"] as const;
const BLANK: Text = { when: "", words: "" };

interface Props {
  /** Those in which it is written here; of several, one is enough. */
  languages: readonly Language[];
  /** What stands in this language already, or in the other: what it fits begins alike. */
  opening?: Opening;
  onKeep(texts: Texts, fits: Fits, place: Opening["place"]): void;
  onClose(): void;
}

export function OpeningForm({ languages, opening, onKeep, onClose }: Props) {
  const t = words();
  const s = shared();
  const here = opening && languages.includes(opening.language) ? opening : undefined;
  const [texts, setTexts] = useState<Texts>(() =>
    Object.fromEntries(languages.map((language) => [language, here ? { when: here.when, words: here.words } : BLANK])),
  );
  const [fits, setFits] = useState<Fits>(() => ({
    feelings: opening?.feelings ?? [], topics: opening?.topics ?? [], circumstances: opening?.circumstances ?? [],
  }));
  const [place, setPlace] = useState<Opening["place"]>(opening?.place ?? "reply");
  const topics = (Object.keys(s.topic) as (keyof typeof s.topic)[]).filter((name) => name !== "unknown");
  const toggled = <T,>(held: readonly T[], one: T): T[] =>
    held.includes(one) ? held.filter((other) => other !== one) : [...held, one];
  const whole = complete(texts);
  const first = `opening-when-${languages[0]}`;
  useEffect(() => document.getElementById(first)?.focus(), []);
  return (
    <form
      class="in"
      onSubmit={(event) => {
        event.preventDefault();
        if (whole) onKeep(whole, fits, place);
      }}
    >
      {languages.length > 1 && <p class="soft">{t.library.eitherLanguage}</p>}
      {opening && !here && (
        <blockquote class="beside" lang={langOf(opening.words)}>
          <b>{opening.when}</b>
          <p>{opening.words}</p>
        </blockquote>
      )}
      {languages.map((language) => (
        <TextFields
          key={language}
          language={language}
          text={texts[language] ?? BLANK}
          named={languages.length > 1 || !here}
          onText={(text) => setTexts({ ...texts, [language]: text })}
        />
      ))}
      <p class="t12 muted">
        {t.library.never}
        {s.gap}
        {t.library.shows}
      </p>
      {!opening && (
        <div class="field">
          <label for="opening-place">{t.library.place}</label>
          <select class="input" id="opening-place" value={place} onChange={(e) => setPlace(e.currentTarget.value as Opening["place"])}>
            {(["reply", "call"] as const).map((which) => (
              <option key={which} value={which}>
                {t.library.places[which]}
              </option>
            ))}
          </select>
        </div>
      )}
      <Choice legend={t.library.feelings} names={FEELINGS} held={fits.feelings} label={(name) => t.calm.feeling[name] ?? name} onToggle={(one) => setFits({ ...fits, feelings: toggled(fits.feelings, one) })} />
      <Choice legend={t.library.topics} names={topics} held={fits.topics} label={(name) => s.topic[name]} onToggle={(one) => setFits({ ...fits, topics: toggled(fits.topics, one) })} />
      <Choice legend={t.library.circumstances} names={CIRCUMSTANCES} held={fits.circumstances} label={(name) => t.calm.circumstance[name] ?? name} onToggle={(one) => setFits({ ...fits, circumstances: toggled(fits.circumstances, one) })} />
      {opening && <p class="t12 muted">{t.library.eachFits}</p>}
      <div class="hstack">
        <button class="btn btn-primary" data-testid="keep-opening" disabled={!whole}>
          {t.save}
        </button>
        <button class="btn btn-quiet" type="button" onClick={onClose}>
          {s.cancel}
        </button>
      </div>
    </form>
  );
}

interface TextProps {
  language: Language;
  text: Text;
  /** Whether the language is said above the fields. */
  named: boolean;
  onText(text: Text): void;
}

function TextFields({ language, text, named, onText }: TextProps) {
  const t = words().library;
  const [when, said] = [`opening-when-${language}`, `opening-words-${language}`];
  return (
    <fieldset class="in-language">
      <legend class={named ? "" : "vh"} lang={tag(language)}>
        {t.language[language]}
      </legend>
      <div class="field">
        <label for={when}>{t.when}</label>
        <input class="input" id={when} lang={tag(language)} maxLength={300} value={text.when} onInput={(e) => onText({ ...text, when: e.currentTarget.value })} />
      </div>
      <div class="field">
        <label for={said}>{t.words}</label>
        <textarea class="input" id={said} lang={tag(language)} rows={4} maxLength={2000} value={text.words} onInput={(e) => onText({ ...text, words: e.currentTarget.value })} />
      </div>
      <p class="t12 is-warn" role="status">
        {!isBlank(text) && !isWhole(text) && t.half}
      </p>
    </fieldset>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  names: readonly T[];
  held: readonly T[];
  label(name: T): string;
  onToggle(name: T): void;
}

function Choice<T extends string>({ legend, names, held, label, onToggle }: ChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend class="t12">{legend}</legend>
      {names.map((name) => (
        <label class="radio" key={name}>
          <input type="checkbox" checked={held.includes(name)} onChange={() => onToggle(name)} /> {label(name)}
        </label>
      ))}
    </fieldset>
  );
}
