/** The pictures that go with a message, each seen before it is sent. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/parts/icon";
import { size } from "../../shared/time";
import { words } from "../words";
import { MOST } from "./choose";

export function Pictures(props: { pictures: readonly File[]; onAdd(files: File[]): void; onRemove(one: File): void }) {
  const t = words().composer;
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="vstack">
      {props.pictures.length > 0 && (
        <ul class="previews">
          {props.pictures.map((picture) => (
            <Preview key={`${picture.name}-${picture.lastModified}-${picture.size}`} file={picture} onRemove={() => props.onRemove(picture)} />
          ))}
        </ul>
      )}
      <div class="hstack wrap">
        <input
          ref={input}
          class="vh"
          type="file"
          accept="image/*"
          multiple
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => {
            props.onAdd([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <button type="button" class="btn btn-l" disabled={props.pictures.length === MOST} onClick={() => input.current?.click()}>
          <Icon name="image" class="i-20" />
          {t.add}
        </button>
        <span class="t12 muted">{t.addMore}</span>
      </div>
    </div>
  );
}

function Preview(props: { file: File; onRemove(): void }) {
  const t = words().composer;
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(props.file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [props.file]);
  return (
    <li>
      {url && <img src={url} alt={props.file.name} width={88} height={88} />}
      <button type="button" class="btn btn-icon" aria-label={t.remove(props.file.name)} onClick={props.onRemove}>
        <Icon name="x" />
      </button>
      <span class="t12 muted clip">{size(props.file.size)}</span>
    </li>
  );
}
