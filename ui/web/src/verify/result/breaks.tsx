/** What is said of a file that does not hold: which check failed, and where. */

import { shared } from "../../shared/words";
import { because } from "./because";
import { Checks, checksOf } from "./checks";
import type { CheckedProof } from "../files";
import type { Reason, Refused } from "../proof/verify";
import { Say } from "../say";
import { words } from "../words";
import { PathPicture } from "./path";

// Nobody changed these: what they show is whole, but not what was asked for.
const BLAMELESS = new Set<Reason>(["wrong-key", "no-quorum", "split-view", "other-version"]);

export function Bad({ id, outcome }: { id: string; outcome: Refused }) {
  const t = words();
  const [said, under] = t.refused[outcome.reason];
  return (
    <>
      <h2 class="say-it" id={id}>
        <Say text={said} />
      </h2>
      <p class="under">
        {under} {!BLAMELESS.has(outcome.reason) && t.ask}
      </p>
    </>
  );
}

export function Breaks({ file, outcome }: { file: CheckedProof; outcome: Refused }) {
  const t = words();
  const { differ, line, path } = outcome;
  const checkpoint = outcome.proof?.checkpoint;
  const inTree = outcome.reason !== "bad-inclusion";
  return (
    <div class={`v-grid ${path && checkpoint ? "" : "v-one"}`}>
      <section class="v-cell">
        <h3>{t.where}</h3>
        <p class="t12 muted">
          {t.reason} <code>{outcome.reason}</code>
          {shared().colon}
          {because(outcome.why)}
        </p>
        {line && (
          <div>
            <p class="t12 muted">{t.line(line.number)}</p>
            <p class="diff">
              <mark>{(line.text ?? "").slice(0, 240) || "⏎"}</mark>
            </p>
          </div>
        )}
        {differ && <Differ differ={differ} seen={outcome.reason === "split-view"} />}
        <Checks lines={checksOf(outcome, file.bytes)} />
        {!path && <p class="t12 muted">{t.noRung}</p>}
      </section>
      {path && checkpoint && (
        <section class="v-cell">
          <h3>{t.path}</h3>
          <PathPicture path={path} checkpoint={checkpoint} right={inTree} />
          <p class="t12 muted">{t.noRung}</p>
        </section>
      )}
    </div>
  );
}

function Differ({ differ, seen }: { differ: NonNullable<Refused["differ"]>; seen: boolean }) {
  const t = words();
  const root = differ.what === "root";
  return (
    <>
      <div>
        <p class="t12 muted">{seen ? t.sealed.root : root ? t.here.root : t.here.field(t.field[differ.what] ?? differ.what)}</p>
        <p class="diff">
          <mark>{differ.here}</mark>
        </p>
      </div>
      <div>
        <p class="t12 muted">{seen ? t.sealed.seen : root ? t.sealed.root : t.sealed.field}</p>
        <p class="diff">{differ.sealed}</p>
      </div>
    </>
  );
}
