/** What came with a message. Files travel signed and are shown from memory (blob: URLs). */

import { useEffect, useState } from "preact/hooks";
import { langOf } from "../../shared/i18n";
import { Dialog } from "../../shared/parts/dialog";
import { Icon } from "../../shared/parts/icon";
import { complain } from "../../shared/parts/toast";
import type { Part } from "../../shared/shapes";
import { start } from "../../shared/spans";
import { percent, size } from "../../shared/time";
import { file, save } from "../../shared/trust/api";
import { shared } from "../../shared/words";
import { words } from "../words";

// What every browser draws without running anything.
const DRAWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"]);
const LARGEST_DRAWN = 12_000_000;

export const isPicture = (part: Part): boolean =>
  DRAWN.has(part.media_type) && part.size <= LARGEST_DRAWN;

/** A blob: URL for a file of the desk, given back when it is no longer drawn. */
export function useFile(path: string | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!path) return;
    let gone = false;
    let made: string | undefined;
    file(path).then(
      (blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      (error: unknown) => gone || complain(error),
    );
    return () => {
      gone = true;
      setUrl(null);
      if (made) URL.revokeObjectURL(made);
    };
  }, [path]);
  return url;
}

export function PartCard({ part }: { part: Part }) {
  const t = words().parts;
  const picture = isPicture(part);
  const path = `/api/parts/${part.id}`;
  const url = useFile(picture ? path : null);
  const [open, setOpen] = useState(false);
  const [before, after] = t.readSure(percent(part.confidence ?? 0));
  const facts = inOrder(part.facts ?? {}).map(([name, value]) => told(name, value));
  return (
    <div class="shot">
      {url ? (
        <img class="thumb" src={url} alt="" />
      ) : (
        <span class="thumb thumb-file">
          <Icon name={picture ? "image" : "file"} class="i-20" />
        </span>
      )}
      <div class="vstack tight">
        <span class="part-name">
          <b>{part.name}</b> <span class="muted">{size(part.size)}</span>
        </span>
        {part.text && (
          <span class="t12 soft part-text">
            {before}
            <span lang={langOf(part.text)}>{short(part.text)}</span>
            {after}
          </span>
        )}
        {facts.length > 0 && (
          <span class="t12 muted">{facts.join(" · ")}</span>
        )}
      </div>
      <button
        class="btn btn-s push"
        aria-label={`${picture ? t.open : t.save}${shared().colon}${part.name}`}
        onClick={() => (picture ? setOpen(true) : void save(path, part.name).catch(complain))}
      >
        {picture ? t.open : t.save}
      </button>
      {open && url && (
        <Dialog
          title={part.name}
          wide
          onClose={() => setOpen(false)}
          footer={
            <>
              <span class="push" />
              <button class="btn" onClick={() => void save(path, part.name).catch(complain)}>
                {t.save}
              </button>
              <button class="btn" onClick={() => setOpen(false)}>
                {shared().close}
              </button>
            </>
          }
        >
          <img class="picture" src={url} alt={part.text ? t.read(short(part.text)) : t.picture} />
          {part.text && (
            <section class="vstack">
              <h3 class="t12">{t.whole}</h3>
              <Read part={part} />
            </section>
          )}
        </Dialog>
      )}
    </div>
  );
}

/** The lines as they were read, each with how sure that is; old readings have none. */
function Read({ part }: { part: Part }) {
  const t = words().parts;
  const lines = part.lines ?? [];
  if (lines.length === 0)
    return (
      <pre class="read" lang={langOf(part.text ?? "")}>
        {part.text}
      </pre>
    );
  return (
    <table class="read-lines t12" data-testid="lines">
      <thead>
        <tr>
          <th scope="col">{t.sure}</th>
          <th scope="col">{t.line}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr>
            <td class={line.sure ? "num" : "num muted"}>{percent(line.confidence)}</td>
            <td class={line.sure ? undefined : "muted"} lang={langOf(line.text)}>
              {line.text}
              {!line.sure && <span class="muted"> ({t.unsure})</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// As the words for them stand: what it is first, then what is on it.
const inOrder = (facts: Record<string, string>): [string, string][] => {
  const known = Object.keys(words().parts.facts);
  const place = (name: string) => (known.indexOf(name) + known.length + 1) % (known.length + 1);
  return Object.entries(facts).sort(([a], [b]) => place(a) - place(b));
};

// What kind of picture, how large and in which format is plain without its name.
const PLAIN = new Set(["kind", "size", "format"]);

function told(name: string, value: string): string {
  if (PLAIN.has(name)) return said(value.replace(/^(\d+)x(\d+)$/, "$1 × $2"));
  return `${words().parts.facts[name] ?? name}${shared().colon}${said(value)}`;
}

/** A fact in the reader's language: the words are the desk's own, a chance may follow. */
function said(value: string): string {
  const t = words().parts.facts;
  const [, what, chance] = /^(.+) (0\.\d\d|1\.00)$/.exec(value) ?? [];
  return what && chance && t[what] ? `${t[what]} ${percent(Number(chance))}` : (t[value] ?? value);
}

const short = (text: string): string => start(text, 90);
