/** Drop a proof, read what it shows: all of the offline page, and the first of the desk's. */

import { Icon } from "../shared/parts/icon";
import { useSignal } from "../shared/signal";
import { shared } from "../shared/words";
import { Drop } from "./drop";
import { checked, remove, unreadable, type Checked } from "./files";
import { Known } from "./known";
import type { Receipt } from "./proof/receipt";
import { ReceiptResult } from "./result/receipt";
import { Result } from "./result/result";
import { words } from "./words";

export function Check(props: { lead: string; onAsk?(receipt: Receipt): void }) {
  const t = words();
  const files = useSignal(checked);
  const lost = useSignal(unreadable);
  return (
    <>
      <div class="page-h">
        <h1>{t.title}</h1>
        <p>{props.lead}</p>
      </div>
      <div class="vstack">
        <p class="vh" role="status">
          {files[0] && `${files[0].name}${shared().colon}${said(files[0])}`}
        </p>
        <Drop onDrop={() => (location.hash = "")} />
        {lost.map((name) => (
          <p key={name} class="banner banner-crit" role="alert">
            <Icon name="harm" />
            <span>
              <b>{name}</b> {t.unreadable}
            </span>
          </p>
        ))}
        {files.map((file) =>
          file.kind === "proof" ? (
            <Result key={file.id} file={file} onRemove={() => remove(file.id)} />
          ) : (
            <ReceiptResult key={file.id} file={file} onRemove={() => remove(file.id)} onAsk={props.onAsk} />
          ),
        )}
      </div>
      <Known />
    </>
  );
}

function said(file: Checked): string {
  const t = words();
  if (file.kind === "proof") return file.outcome.valid ? t.verified : t.notVerified;
  return file.claim.merged === "in-time" ? t.claim.title.good : t.claim.title.unknown;
}
