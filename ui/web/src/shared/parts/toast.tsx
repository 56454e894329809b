/** Short notices in the corner: what happened, what is safe, at most one thing to do. */

import { signal, useSignal } from "../signal";
import { Refused, NoDevice, Unreachable } from "../trust/session";
import { why } from "../why";
import { shared } from "../words";
import { Icon, type IconName } from "./icon";

interface Notice {
  id: number;
  kind: "ok" | "crit" | "plain";
  title: string;
  more?: string;
  act?: { label: string; do(): void };
  /** What it is about: a later notice about the same takes its place. */
  about?: string;
}

const notices = signal<readonly Notice[]>([]);
let last = 0;

/** Shows a notice: eight seconds, errors until they are dismissed; the latest of one matter. */
export function toast(notice: Omit<Notice, "id">): void {
  const id = ++last;
  const others = notices.value.filter((n) => !notice.about || n.about !== notice.about);
  notices.value = [...others.slice(-3), { ...notice, id }];
  if (notice.kind !== "crit") setTimeout(() => dismiss(id), 8_000);
}

/** Takes away what was said of a matter that the page itself says by now. */
export const hush = (about: string): void => {
  notices.value = notices.value.filter((n) => n.about !== about);
};

const dismiss = (id: number): void => {
  notices.value = notices.value.filter((n) => n.id !== id);
};

/** What went wrong, as a person can use it. Bugs are shown too, and thrown on. */
export function complain(error: unknown, kept?: string): void {
  const t = shared();
  if (error instanceof NoDevice) return;
  if (error instanceof Unreachable) {
    toast({ kind: "crit", title: t.unreachable, more: kept ?? t.unreachableMore });
  } else if (error instanceof Refused) {
    const told = why(error);
    toast({ kind: "crit", title: t.refused, more: kept ? `${told} ${kept}` : told });
  } else {
    toast({ kind: "crit", title: t.refused, more: String(error) });
    throw error;
  }
}

const ICON: Record<Notice["kind"], IconName> = { ok: "seal", crit: "harm", plain: "check" };

export function Toasts() {
  const shown = useSignal(notices);
  const t = shared();
  return (
    <div class="toasts">
      {shown.map((n) => (
        <div key={n.id} class={`toast toast-${n.kind}`} role={n.kind === "crit" ? "alert" : "status"}>
          <Icon name={ICON[n.kind]} />
          <div>
            <b>{n.title}</b>
            {n.more && <p class="soft">{n.more}</p>}
          </div>
          <button class="btn btn-quiet btn-icon btn-s" aria-label={t.dismiss} onClick={() => dismiss(n.id)}>
            <Icon name="x" />
          </button>
          {n.act && (
            <div class="acts">
              <button
                class="btn btn-s"
                onClick={() => {
                  dismiss(n.id);
                  n.act?.do();
                }}
              >
                {n.act.label}
              </button>
            </div>
          )}
        </div>
      ))}
    </div>
  );
}
