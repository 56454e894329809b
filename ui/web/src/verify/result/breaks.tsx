/** What is said of a file that does not hold: which check failed, and where. */

import { Checks, checksOf } from "./checks";
import type { Checked } from "../files";
import type { Refused } from "../proof/verify";
import { Say } from "../say";
import { words } from "../words";
import { PathPicture } from "./path";

export function Bad({ id, outcome }: { id: string; outcome: Refused }) {
  const t = words();
  const [said, under] = t.refused[outcome.reason];
  return (
    <>
      <h2 class="say-it" id={id}>
        <Say text={said} />
      </h2>
      <p class="under">
        {under} {outcome.reason !== "wrong-key" && t.ask}
      </p>
    </>
  );
}

export function Breaks({ file, outcome }: { file: Checked; outcome: Refused }) {
  const t = words();
  const { differ, line, path, checkpoint } = outcome;
  const inTree = outcome.reason !== "bad-inclusion";
  return (
    <div class={`v-grid ${path && checkpoint ? "" : "v-one"}`}>
      <section class="v-cell">
        <h3>{t.where}</h3>
        <p class="t12 muted">
          {t.reason} <code>{outcome.reason}</code>: <span lang="en">{outcome.detail}</span>
        </p>
        {line && (
          <div>
            <p class="t12 muted">{t.line(line.number)}</p>
            <p class="diff">
              <mark>{(line.text ?? "").slice(0, 240) || "⏎"}</mark>
            </p>
          </div>
        )}
        {differ && <Differ differ={differ} />}
        <Checks lines={checksOf(outcome, file.bytes, file.pinned)} />
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

function Differ({ differ }: { differ: NonNullable<Refused["differ"]> }) {
  const t = words();
  const root = differ.what === "root";
  return (
    <>
      <div>
        <p class="t12 muted">{root ? t.here.root : t.here.field(t.field[differ.what] ?? differ.what)}</p>
        <p class="diff">
          <mark>{differ.here}</mark>
        </p>
      </div>
      <div>
        <p class="t12 muted">{root ? t.sealed.root : t.sealed.field}</p>
        <p class="diff">{differ.sealed}</p>
      </div>
    </>
  );
}
