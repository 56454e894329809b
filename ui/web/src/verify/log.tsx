/** What this desk publishes of its own log: the one thing that the page fetches. */

import { useEffect } from "preact/hooks";
import { signal, useSignal } from "../shared/signal";
import type { LogState } from "../shared/shapes";
import { count } from "../shared/time";
import { plainTime } from "./say";
import { words } from "./words";

/** undefined while it is asked for, null where it cannot be had. */
export const deskLog = signal<LogState | null | undefined>(undefined);

export async function askForLog(): Promise<void> {
  try {
    const answer = await fetch("/api/log", { cache: "no-store", credentials: "omit" });
    deskLog.value = answer.ok ? ((await answer.json()) as LogState) : null;
  } catch {
    deskLog.value = null;
  }
}

export function Log() {
  const t = words();
  const log = useSignal(deskLog);
  useEffect(() => {
    const again = () => document.visibilityState === "visible" && void askForLog();
    const timer = setInterval(again, 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="card below" id="log" aria-labelledby="log-h">
      <header>
        <h2 id="log-h">{t.logTitle}</h2>
      </header>
      <div class="in">
        {log === null && <p class="soft">{t.logNone}</p>}
        {log && (
          <>
            <p class="soft">{t.logLead}</p>
            <table class="shown" aria-labelledby="log-h">
              <tbody>
                <tr>
                  <th scope="row">{t.logSize}</th>
                  <td>{count(log.size)}</td>
                </tr>
                <tr>
                  <th scope="row">{t.logRoot}</th>
                  <td class="mono wrap">{log.root}</td>
                </tr>
                <tr>
                  <th scope="row">{t.logAt}</th>
                  <td>{log.checkpoint_at ? utc(log.checkpoint_at) : t.logNever}</td>
                </tr>
                <tr>
                  <th scope="row">{t.logAnchored}</th>
                  <td>
                    {log.anchored_at && log.anchored_block !== null
                      ? t.logAnchor(count(log.anchored_size), count(log.anchored_block), utc(log.anchored_at))
                      : t.logNever}
                  </td>
                </tr>
                <tr>
                  <th scope="row">{t.logKey}</th>
                  <td class="mono wrap">{log.keys.join("\n")}</td>
                </tr>
              </tbody>
            </table>
            <p>
              <a href="/log/checkpoint">{t.logNote}</a>
            </p>
          </>
        )}
      </div>
    </section>
  );
}

const utc = (at: string): string => plainTime(new Date(at).toISOString().replace(/\.\d+Z$/, "Z"));
