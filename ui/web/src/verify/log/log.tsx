/** The log of this desk, as anybody may see it. */

import { useEffect } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { useSignal } from "../../shared/signal";
import type { LogState } from "../../shared/shapes";
import { count, spanInWords } from "../../shared/time";
import { shared } from "../../shared/words";
import { algorithmOf, plainTime, Say } from "../say";
import { signerOf } from "../proof/signed/key";
import { BadSignature, parseNote, signers, type Note } from "../proof/signed/note";
import { NONE, parsePolicy, vouched, type Policy } from "../proof/signed/policy";
import { hex } from "../proof/text";
import { BadFormat } from "../proof/why";
import { words } from "../words";
import { Growth, Months } from "./course";
import { askForCourse, askForLog, deskLog, keysOf } from "./state";

const EVERY = 30_000;

export function LogPage() {
  const t = words().log;
  const log = useSignal(deskLog);
  useEffect(() => {
    void askForCourse();
    const again = () => document.visibilityState === "visible" && void askForLog();
    const timer = setInterval(again, EVERY);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <div class="page-h">
        <h1>{t.title}</h1>
        {log === null && <p role="status">{t.none}</p>}
        {log && <Lead log={log} />}
      </div>
      {log && log.size > 0 && (
        <div class="log-grid">
          <Head log={log} />
          <Growth />
          <Witnesses log={log} />
          <Anchors log={log} />
          <Months />
        </div>
      )}
    </>
  );
}

function Lead({ log }: { log: LogState }) {
  const t = words().log;
  if (!log.checkpoint_at) return <p>{t.empty}</p>;
  const ms = Date.now() - Date.parse(log.checkpoint_at);
  const ago = ms < 60_000 ? t.now : t.ago(spanInWords(ms));
  return (
    <p>
      <Say text={t.lead(count(log.size), ago)} /> {log.pending > 0 && t.waiting(count(log.pending))}
    </p>
  );
}

function read<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BadFormat || error instanceof BadSignature) return null;
    throw error;
  }
}

export const utc = (at: string): string => plainTime(new Date(at).toISOString().replace(/\.\d+Z$/, "Z"));

function Head({ log }: { log: LogState }) {
  const t = words().log;
  const note = log.checkpoint ? read(() => parseNote(log.checkpoint!)) : null;
  return (
    <section class="card" aria-labelledby="head-h">
      <header>
        <h2 id="head-h">{t.head}</h2>
      </header>
      <div class="in">
        <table class="shown" aria-labelledby="head-h">
          <tbody>
            <tr>
              <th scope="row">{t.size}</th>
              <td>{count(log.size)}</td>
            </tr>
            <tr>
              <th scope="row">{t.root}</th>
              <td class="mono wrap">{log.root}</td>
            </tr>
            <tr>
              <th scope="row">{t.at}</th>
              <td>{log.checkpoint_at ? utc(log.checkpoint_at) : t.notYet}</td>
            </tr>
            <tr>
              <th scope="row">{t.keys}</th>
              <td>{note && <Signatures note={note} keys={log.keys} />}</td>
            </tr>
          </tbody>
        </table>
        <p class="t12 soft">{t.headMore}</p>
        {log.checkpoint && (
          <div class="hstack wrap">
            <a class="btn" href={asFile(log.checkpoint)} download={`checkpoint-${log.size}.txt`}>
              <Icon name="save" />
              {t.keep}
            </a>
          </div>
        )}
      </div>
    </section>
  );
}

/** The head that is shown and checked here: the published one may be a moment older, or none yet. */
const asFile = (text: string): string => `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;

/** Each of the log's keys, and whether its signature under this head is right. */
function Signatures({ note, keys }: { note: Note; keys: readonly string[] }) {
  const t = words().log;
  const lines = new Set(note.signatures.map(signerOf));
  const here = keysOf(keys).filter((key) => lines.has(signerOf(key)));
  return (
    <ul class="said-by">
      {here.map((key) => {
        const right = read(() => signers(note, [key])) !== null;
        return (
          <li key={key.text} data-signature={right ? "right" : "wrong"}>
            <Icon name={right ? "check" : "x"} class={`i-12 ${right ? "is-ok" : "is-crit"}`} />
            <span>
              {algorithmOf(key)} <code>{hex(key.id)}</code>
              {shared().clause}
              {right ? t.right : t.wrong}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Witnesses({ log }: { log: LogState }) {
  const t = words().log;
  const policy = read(() => parsePolicy(log.policy));
  const note = log.checkpoint ? read(() => parseNote(log.checkpoint!)) : null;
  return (
    <section class="card wide" aria-labelledby="witnesses-h">
      <header>
        <h2 id="witnesses-h">{t.witnesses}</h2>
      </header>
      <div class="in">
        {log.witnesses.length === 0 ? (
          <p class="soft">{t.witnessesNone}</p>
        ) : (
          <>
            <table class="grid-t" aria-labelledby="witnesses-h">
              <thead>
                <tr>
                  <th scope="col">{t.witness}</th>
                  <th scope="col">{t.size}</th>
                  <th scope="col">{t.cosigned}</th>
                </tr>
              </thead>
              <tbody>
                {log.witnesses.map((one) => (
                  <tr key={one.name} class={one.alarm ? "is-crit" : ""}>
                    <td class="wrap">{one.name}</td>
                    <td>{one.size ? count(one.size) : t.notYet}</td>
                    <td>{one.at ? utc(one.at) : "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {policy && note && <p class="t12 soft">{quorum(policy, note)}</p>}
          </>
        )}
      </div>
    </section>
  );
}

function quorum(policy: Policy, note: Note): string {
  const t = words().log;
  if (policy.quorum === NONE) return t.quorumNone;
  const found = read(() => vouched(policy, note, note.text.split("\n")[0]!));
  return t.quorum(policy.quorum, found?.met ?? false);
}

function Anchors({ log }: { log: LogState }) {
  const t = words().log;
  return (
    <section class="card wide" aria-labelledby="anchors-h">
      <header>
        <h2 id="anchors-h">{t.anchors}</h2>
      </header>
      <div class="in">
        {log.anchors.length === 0 ? (
          <p class="soft">{t.anchorsNone}</p>
        ) : (
          <>
            <div class="table-box" tabIndex={0} role="region" aria-label={`${t.anchors} · ${t.table}`}>
              <table class="grid-t">
                <thead>
                  <tr>
                    <th scope="col">{t.chain}</th>
                    <th scope="col">{t.run}</th>
                    <th scope="col">{t.anchored}</th>
                    <th scope="col">{t.lag}</th>
                    <th scope="col">{t.block}</th>
                    <th scope="col">{t.when}</th>
                  </tr>
                </thead>
                <tbody>
                  {log.anchors.map((one) => (
                    <tr key={one.chain_id}>
                      <td>{one.chain_id}</td>
                      <td>{one.public ? t.others : t.own}</td>
                      <td>{one.size ? count(one.size) : t.notFinal}</td>
                      <td>{lag(log.size - one.size)}</td>
                      <td>{one.block ? count(one.block) : "–"}</td>
                      <td>
                        {one.at ? utc(one.at) : "–"}
                        {one.sent_size > one.size && <span class="t12 muted"> {t.onWay(count(one.sent_size))}</span>}
                        {one.trouble && <p class="t12 soft">{t.chainTrouble[one.trouble]}</p>}
                        {one.spent !== "0" && <p class="t12 muted">{t.spent(ether(one.spent))}</p>}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {log.anchors.every((one) => !one.public) && <p class="t12 soft">{t.ownMore}</p>}
          </>
        )}
      </div>
    </section>
  );
}

/** Wei as the chain's own money, to six digits that count. */
function ether(wei: string): string {
  return (Number(wei) / 1e18).toPrecision(6).replace(/\.?0+(e|$)/, "$1");
}

function lag(records: number): string {
  const t = words().log;
  return records > 0 ? t.behind(count(records)) : t.level;
}
