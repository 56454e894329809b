/** How to check without this desk, and without this page. */

import { useSignal } from "../shared/signal";
import { checked } from "./files";
import { Command } from "./result/command";
import { words } from "./words";

export function WithoutUs() {
  const t = words();
  const files = useSignal(checked);
  return (
    <section class="card below" id="self" aria-labelledby="self-h">
      <header>
        <h2 id="self-h">{t.inTerminal}</h2>
      </header>
      <div class="in">
        <Command name={files[0]?.name ?? "FILE.proof"} />
        <p class="soft">{t.format}</p>
      </div>
    </section>
  );
}
