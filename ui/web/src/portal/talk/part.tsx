/** What came with a message: pictures shown, everything else to save. */

import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { complain } from "../../shared/parts/toast";
import { langOf } from "../../shared/i18n";
import type { Part } from "../../shared/shapes";
import { size } from "../../shared/time";
import { file, save } from "../../shared/trust/api";
import { shared } from "../../shared/words";
import { words } from "../words";

const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export function PartView({ part }: { part: Part }) {
  const t = words();
  const path = `/api/parts/${part.id}`;
  return (
    <li class="part">
      {SHOWN.has(part.media_type) ? (
        <Picture path={path} part={part} />
      ) : (
        <button class="btn btn-l" onClick={() => save(path, part.name).catch(complain)}>
          <Icon name="attach" />
          <span class="clip">{part.name}</span>
          <span class="t12 muted">{size(part.size)}</span>
        </button>
      )}
      {part.text && (
        <details class="read-in">
          <summary class="tap">{t.readInIt}</summary>
          <p class="t12 soft pre" lang={langOf(part.text)}>
            {part.text}
          </p>
        </details>
      )}
    </li>
  );
}

function Picture({ path, part }: { path: string; part: Part }) {
  const t = words();
  const [url, setUrl] = useState<string | null>();
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    file(path).then(
      (blob) => {
        made = URL.createObjectURL(blob);
        if (gone) URL.revokeObjectURL(made);
        else setUrl(made);
      },
      () => setUrl(null),
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [path]);
  if (url === null) return <p class="t12 muted">{t.notShown}</p>;
  return (
    <button class="attached" onClick={() => save(path, part.name).catch(complain)}>
      {url ? <img src={url} alt="" onError={() => setUrl(null)} /> : <span class="sk attached-sk" />}
      <span class="t12 muted clip">
        <span class="vh">
            {t.download}
            {shared().colon}
          </span>
        {part.name} · {size(part.size)}
      </span>
    </button>
  );
}
