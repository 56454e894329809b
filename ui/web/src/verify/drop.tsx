/** The place to drop files, which is the whole page. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../shared/parts/icon";
import { useSignal } from "../shared/signal";
import { size } from "../shared/time";
import { checked, take } from "./files";
import { words } from "./words";

/** Takes what is dropped anywhere; tells while files hang over the page. */
function useDropped(onDrop: () => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void take([...(event.dataTransfer?.files ?? [])]).then(onDrop);
    };
    document.addEventListener("dragover", drag);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", drag);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, []);
  return over;
}

export function Drop(props: { onDrop(): void }) {
  const t = words();
  const input = useRef<HTMLInputElement>(null);
  const over = useDropped(props.onDrop);
  const latest = useSignal(checked)[0];
  return (
    <div class={`drop ${over ? "is-over" : ""}`}>
      <Icon name="file" class="i-20" />
      <div class="clip">
        <b>{over ? t.dropHere : (latest?.name ?? t.drop)}</b>{" "}
        {latest && !over && <span class="muted">{t.checkedIn(size(latest.bytes), latest.ms)}</span>}
        <p class="t12 muted">{latest ? t.another : t.dropMore}</p>
      </div>
      <input
        ref={input}
        class="vh"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          void take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <button class="btn btn-primary push" onClick={() => input.current?.click()}>
        {t.choose}
      </button>
    </div>
  );
}
