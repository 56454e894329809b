/** What came of one file: the plain sentence first, then everything behind it. */

import { useId, useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { count } from "../../shared/time";
import { shared } from "../../shared/words";
import { Bad, Breaks } from "./breaks";
import { Checks, checksOf } from "./checks";
import { Command } from "./command";
import { Fields } from "./fields";
import type { CheckedProof } from "../files";
import type { Matter, Standing } from "../proof/matter";
import type { Verified } from "../proof/verify";
import { Say, sentence } from "../say";
import { PathPicture } from "./path";
import { Ladder, Raises, WhoseKey } from "./trust";
import { words } from "../words";

export function Result({ file, onRemove }: { file: CheckedProof; onRemove(): void }) {
  const t = words();
  const id = useId();
  const { outcome } = file;
  return (
    <article class={`card result ${outcome.valid ? "result-ok" : "result-bad"}`} aria-labelledby={id}>
      <div class="verdict">
        <div class="hstack">
          <p class={`verdict-line ${outcome.valid ? "is-ok" : "is-crit"}`}>
            <Icon name={outcome.valid ? "shield" : "harm"} class="i-20" />
            {outcome.valid ? t.verified : t.notVerified}
          </p>
          <span class="t12 muted clip push">{file.name}</span>
          <button class="btn btn-quiet btn-icon" aria-label={t.remove(file.name)} onClick={onRemove}>
            <Icon name="x" />
          </button>
        </div>
        {outcome.valid ? <Good id={id} outcome={outcome} /> : <Bad id={id} outcome={outcome} />}
      </div>
      {outcome.valid ? <Behind file={file} outcome={outcome} /> : <Breaks file={file} outcome={outcome} />}
    </article>
  );
}

function Good({ id, outcome }: { id: string; outcome: Verified }) {
  const t = words();
  const { matters, records, checkpoint } = outcome;
  const open = matters.some((m) => m.standing === "made");
  return (
    <>
      <h2 class="say-it" id={id}>
        <Say text={matters.length === 1 ? sentence(matters[0]!) : t.many(matters.length)} />
      </h2>
      {matters.length > 1 && (
        <ul class="matters">
          {matters.map((matter, i) => (
            <li key={i}>
              <Stands of={matter} />
              <span>
                <Say text={sentence(matter)} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <p class="under">
        {t.under(records.length, count(Number(checkpoint.size)), checkpoint.origin)}
        {open && shared().gap + t.openPromise}
      </p>
    </>
  );
}

const LOOK: Record<Standing, string> = {
  kept: "chip-ok", given: "chip-ok", changed: "chip-ok", made: "chip-info", unclear: "chip-warn",
  late: "chip-crit", broken: "chip-crit", "excused-late": "chip-crit", excused: "chip-line", withdrawn: "chip-line",
  expired: "chip-line", decided: "chip-info", overridden: "chip-line", recorded: "chip-line", rotated: "chip-line",
  erased: "chip-line",
};

function Stands({ of }: { of: Matter }) {
  return <span class={`chip ${LOOK[of.standing]}`}>{words().standing[of.standing]}</span>;
}

function Behind({ file, outcome }: { file: CheckedProof; outcome: Verified }) {
  const t = words();
  const [chosen, choose] = useState(0);
  const at = Math.min(chosen, outcome.records.length - 1);
  return (
    <div class="v-grid">
      <section class="v-cell">
        <h3>{t.trust}</h3>
        <Ladder outcome={outcome} />
        <WhoseKey outcome={outcome} />
        <Raises outcome={outcome} />
      </section>
      <section class="v-cell">
        <h3>{t.path}</h3>
        <Pick outcome={outcome} at={at} onPick={choose} />
        <PathPicture path={outcome.paths[at]!} checkpoint={outcome.checkpoint} right />
      </section>
      <section class="v-cell">
        <h3>{t.shown}</h3>
        {outcome.records.length > 1 && (
          <p class="t12 muted">
            {t.record(count(Number(outcome.records[at]!.index)))} · {t.kind[outcome.records[at]!.kind]}
          </p>
        )}
        <Fields record={outcome.records[at]!} leaf={outcome.leaves[at]!} />
      </section>
      <section class="v-cell">
        <h3>{t.checked}</h3>
        <Checks lines={checksOf(outcome, file.bytes)} />
        <p class="t12 soft">
          <Say text={t.notProved} />
        </p>
        <h3>{t.withoutUs}</h3>
        <Command name={file.name} />
      </section>
    </div>
  );
}

function Pick(props: { outcome: Verified; at: number; onPick(at: number): void }) {
  const t = words();
  const { records } = props.outcome;
  if (records.length < 2) return null;
  return (
    <div class="seg seg-wrap" role="group" aria-label={t.pick}>
      {records.map((record, i) => (
        <button key={i} aria-pressed={i === props.at} onClick={() => props.onPick(i)}>
          {count(Number(record.index))} {t.kind[record.kind]}
        </button>
      ))}
    </div>
  );
}
