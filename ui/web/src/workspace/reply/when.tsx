/** When an opening is used: in the reader's language, or else as it was written. */

import { lang, langOf } from "../../shared/i18n";
import type { Suggestion } from "../../shared/shapes";

export const whenOf = ({ when, language }: Pick<Suggestion, "when" | "language">): string =>
  when[lang.value] ?? when[language] ?? "";

export function When({ of }: { of: Suggestion }) {
  const told = whenOf(of);
  return (
    <p class="why" lang={langOf(told)}>
      {told}
    </p>
  );
}
