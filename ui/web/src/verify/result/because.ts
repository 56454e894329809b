/** Why something does not hold, in the page's language. */

import { tag } from "../../shared/i18n";
import type { Why } from "../proof/why";
import { words } from "../words";
import type { Saying } from "../words/why.en";
import { valueOf } from "./fields";

const saying: Saying = {
  why: because,
  list: (names) => new Intl.ListFormat(tag(), { type: "conjunction" }).format(names),
  field: (name) => `“${words().field[name] ?? name}”`,
  value: valueOf,
};

export function because(why: Why): string {
  // Each code's words take just what that code says; only the compiler cannot pair them.
  const say = words().why[why.code] as (why: Why, say: Saying) => string;
  return say(why, saying);
}
