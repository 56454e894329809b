/** Jobs that failed for good: what they were, why they failed, and another try. */

import { useEffect, useState } from "preact/hooks";
import { Chip } from "../../shared/parts/basics";
import { useNow } from "../../shared/parts/due";
import { Icon } from "../../shared/parts/icon";
import { complain, toast } from "../../shared/parts/toast";
import type { DeadLetter } from "../../shared/shapes";
import { stamp } from "../../shared/time";
import { api, take } from "../../shared/trust/api";
import { listen } from "../../shared/trust/live";
import { unlessRefused } from "../state";
import { words } from "../words";

export function DeadLetters() {
  const t = words();
  const [letters, setLetters] = useState<readonly DeadLetter[] | null>(null);
  useEffect(() => {
    const load = () =>
      void take(api.GET("/api/dead-letters")).then(({ items }) => setLetters(items), unlessRefused);
    load();
    return listen((event) => {
      if (event.topic === "dead") load();
    });
  }, []);
  const retry = async (id: number) => {
    try {
      await api.POST("/api/dead-letters/{id}/retry", { params: { path: { id: String(id) } } });
      setLetters((old) => old && old.filter((letter) => letter.id !== id));
      toast({ kind: "plain", title: t.dead.retried });
    } catch (error) {
      complain(error);
    }
  };
  return (
    <section class="pane wide" id="list" aria-label={t.dead.title}>
      <header class="bar">
        <h2>{t.dead.title}</h2>
        <span class="muted t12 clip">{t.dead.lead}</span>
      </header>
      <div class="scroll cards" tabIndex={-1}>
        {letters?.length === 0 && (
          <div class="empty">
            <svg viewBox="0 0 64 48" aria-hidden="true">
              <path d="M8 10h48v30H8zM8 12l24 17 24-17" />
              <path class="acc" d="M38 33l5 5 9-10" />
            </svg>
            <h3>{t.dead.empty}</h3>
            <p>{t.dead.emptyMore}</p>
          </div>
        )}
        {letters?.map((letter) => (
          <Letter key={letter.id} letter={letter} onRetry={() => void retry(letter.id)} />
        ))}
      </div>
    </section>
  );
}

function Letter({ letter, onRetry }: { letter: DeadLetter; onRetry(): void }) {
  const t = words().dead;
  const now = useNow();
  return (
    <article class="card">
      <header>
        <h3>{t.jobs[letter.job] ?? letter.job}</h3>
        <Chip kind="crit">{t.notDone}</Chip>
        <span class="push t12 muted">
          {stamp(Date.parse(letter.failed_at), now)} · {t.tries(letter.attempts)}
        </span>
      </header>
      <div class="in">
        <p class="mono dead-error">{letter.error}</p>
        <div class="hstack wrap">
          <button class="btn" onClick={onRetry}>
            <Icon name="refresh" />
            {t.retry}
          </button>
          {letter.ref && (
            <span class="t12 muted">
              {t.ref} <span class="mono">{letter.ref}</span>
            </span>
          )}
        </div>
      </div>
    </article>
  );
}
