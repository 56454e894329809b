/** Where the words of an opening are written, and what it fits is ticked. */

import { useState } from "preact/hooks";
import { tag, type Language } from "../../shared/i18n";
import type { Opening } from "../../shared/shapes";
import { shared } from "../../shared/words";
import { words } from "../words";

export type Asked = Required<Pick<Opening, "when" | "words" | "feelings" | "topics" | "circumstances">>;

const FEELINGS = ["anger", "fear", "sadness", "disgust"] as const;
const CIRCUMSTANCES = ["strained", "repeated", "waiting", "overdue"] as const;

interface Props {
  language: Language;
  opening?: Opening;
  onKeep(asked: Asked, place: Opening["place"]): void;
  onClose(): void;
}

export function OpeningForm({ language, opening, onKeep, onClose }: Props) {
  const t = words();
  const s = shared();
  const [asked, setAsked] = useState<Asked>(() => ({
    when: opening?.when ?? "",
    words: opening?.words ?? "",
    feelings: opening?.feelings ?? [],
    topics: opening?.topics ?? [],
    circumstances: opening?.circumstances ?? [],
  }));
  const [place, setPlace] = useState<Opening["place"]>("reply");
  const topics = (Object.keys(s.topic) as (keyof typeof s.topic)[]).filter((name) => name !== "unknown");
  const toggled = <T,>(held: readonly T[], one: T): T[] =>
    held.includes(one) ? held.filter((other) => other !== one) : [...held, one];
  return (
    <form
      class="in"
      onSubmit={(event) => {
        event.preventDefault();
        onKeep(asked, place);
      }}
    >
      <div class="field">
        <label for="opening-when">{t.library.when}</label>
        <input class="input" id="opening-when" lang={tag(language)} maxLength={300} required value={asked.when} onInput={(e) => setAsked({ ...asked, when: e.currentTarget.value })} />
      </div>
      <div class="field">
        <label for="opening-words">{t.library.words}</label>
        <textarea class="input" id="opening-words" lang={tag(language)} rows={5} maxLength={2000} required value={asked.words} onInput={(e) => setAsked({ ...asked, words: e.currentTarget.value })} />
        <p class="t12 muted">
          {t.library.never} {t.library.shows}
        </p>
      </div>
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
      <Choice legend={t.library.feelings} names={FEELINGS} held={asked.feelings} label={(name) => t.calm.feeling[name] ?? name} onToggle={(one) => setAsked({ ...asked, feelings: toggled(asked.feelings, one) })} />
      <Choice legend={t.library.topics} names={topics} held={asked.topics} label={(name) => s.topic[name]} onToggle={(one) => setAsked({ ...asked, topics: toggled(asked.topics, one) })} />
      <Choice legend={t.library.circumstances} names={CIRCUMSTANCES} held={asked.circumstances} label={(name) => t.calm.circumstance[name] ?? name} onToggle={(one) => setAsked({ ...asked, circumstances: toggled(asked.circumstances, one) })} />
      <div class="hstack">
        <button class="btn btn-primary" data-testid="keep-opening" disabled={!asked.when.trim() || !asked.words.trim()}>
          {t.save}
        </button>
        <button class="btn btn-quiet" type="button" onClick={onClose}>
          {s.cancel}
        </button>
      </div>
    </form>
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
