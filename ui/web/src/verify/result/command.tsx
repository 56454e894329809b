/** How to check the same file without this page. */

import { useState } from "preact/hooks";
import { words } from "../words";

export function Command(props: { name: string }) {
  const t = words();
  const [copied, set] = useState(false);
  // Quoted where a shell would take the name apart.
  const name = /^[\w.-]+$/.test(props.name) ? props.name : `'${props.name.replaceAll("'", `'\\''`)}'`;
  const command = `python -m ledger verify ${name}`;
  return (
    <div class="vstack">
      <p class="t12 muted">{t.command}</p>
      <code class="cmd" tabIndex={0}>{command}</code>
      <button
        class="btn btn-s self-start"
        onClick={() => void navigator.clipboard.writeText(command).then(() => set(true), () => {})}
      >
        <span aria-live="polite">{copied ? t.copied : t.copy}</span>
      </button>
    </div>
  );
}
