/** Whether the log still holds all that a checkpoint which somebody kept was signed for. */

import { useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { count } from "../../shared/time";
import { BadSignature, parseCheckpoint, parseNote, signers, type Checkpoint } from "../proof/signed/note";
import type { VerifierKey } from "../proof/signed/key";
import { decode, same } from "../proof/text";
import { grewFrom } from "../proof/tree";
import { BadFormat } from "../proof/why";
import { because } from "../result/because";
import { Say } from "../say";
import { words } from "../words";
import { askForConsistency, deskLog, keysOf } from "./state";

type Words = ReturnType<typeof words>["log"];
/** Put into words each time it is drawn, so that it follows the page's language. */
type Sentence = (t: Words) => string;
type Verdict = { good: boolean; said: Sentence };

/** A signed checkpoint of this log, or why it is none. */
export function headOf(text: string, keys: readonly VerifierKey[]): Checkpoint | Sentence {
  let head: Checkpoint;
  try {
    const note = parseNote(`${text.replaceAll("\r\n", "\n").trim()}\n`);
    head = parseCheckpoint(note.text);
    if (keys.every((key) => key.name !== head.origin)) return (t) => t.consistency.otherLog(head.origin);
    if (signers(note, keys).length === 0) return (t) => t.consistency.unsigned;
  } catch (error) {
    if (error instanceof BadSignature) return (t) => t.consistency.unsigned;
    if (error instanceof BadFormat) return (t) => t.consistency.unreadable(because(error.why));
    throw error;
  }
  return head.size === 0n ? (t) => t.consistency.empty : head;
}

/** Compares two signed heads by the hashes that the desk sends for them. */
async function compare(earlier: Checkpoint, later: Checkpoint): Promise<Verdict> {
  const [old, size] = [Number(earlier.size), Number(later.size)];
  if (earlier.size === later.size) {
    const equal = same(earlier.root, later.root);
    return { good: equal, said: (t) => (equal ? t.consistency.same(count(size)) : t.consistency.split) };
  }
  const sent = await askForConsistency(earlier.size, later.size);
  if (!sent) return { good: false, said: (t) => t.search.unreachable };
  try {
    const path = sent.hashes.map((hash) => decode(hash, 32));
    const grew = grewFrom(earlier.size, earlier.root, later.size, later.root, path);
    return { good: grew, said: (t) => (grew ? t.consistency.good(count(old), count(size)) : t.consistency.bad) };
  } catch (error) {
    if (error instanceof BadFormat) return { good: false, said: (t) => t.consistency.bad };
    throw error;
  }
}

export function Consistency() {
  const t = words().log.consistency;
  const [texts, type] = useState({ earlier: "", later: "" });
  const [verdict, set] = useState<Verdict | null>(null);
  const check = async () => {
    const log = deskLog.value;
    if (!log?.checkpoint) {
      set({ good: false, said: (t) => t.none });
      return;
    }
    const keys = keysOf(log.keys);
    const newest = headOf(log.checkpoint, keys);
    const given = texts.later.trim() ? headOf(texts.later, keys) : newest;
    const kept = headOf(texts.earlier, keys);
    const wrong = [kept, given].find((one) => typeof one === "function");
    if (typeof wrong === "function") set({ good: false, said: wrong });
    else {
      const [a, b] = [kept, given] as [Checkpoint, Checkpoint];
      const [earlier, later] = a.size <= b.size ? [a, b] : [b, a];
      const hidden = later.size > BigInt(log.size);
      set(hidden ? { good: false, said: (t) => t.consistency.younger } : await compare(earlier, later));
    }
  };
  const field = (name: "earlier" | "later") => (
    <div class="field">
      <label for={`head-${name}`}>{t[name]}</label>
      <textarea
        class="input mono"
        id={`head-${name}`}
        rows={4}
        autoComplete="off"
        spellcheck={false}
        value={texts[name]}
        onInput={(event) => {
          type({ ...texts, [name]: event.currentTarget.value });
          set(null);
        }}
      />
    </div>
  );
  return (
    <section class="card below" aria-labelledby="grew-h">
      <header>
        <h2 id="grew-h">{t.title}</h2>
      </header>
      <div class="in">
        <p class="soft">{t.lead}</p>
        <form
          class="twin"
          onSubmit={(event) => {
            event.preventDefault();
            void check();
          }}
        >
          {field("earlier")}
          {field("later")}
          <button class="btn btn-primary self-start" disabled={!texts.earlier.trim()}>
            {t.ask}
          </button>
        </form>
        <p role="status" class={verdict ? `hstack ${verdict.good ? "is-ok" : "is-crit"}` : "vh"}>
          {verdict && (
            <>
              <Icon name={verdict.good ? "check" : "harm"} />
              <span>
                <Say text={verdict.said(words().log)} />
              </span>
            </>
          )}
        </p>
      </div>
    </section>
  );
}
