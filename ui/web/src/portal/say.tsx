/** Small words of the portal: bold parts, days, proofs to take away. */

import { complain, toast } from "../shared/parts/toast";
import { clock, dayAndClock, fullDay } from "../shared/time";
import { save } from "../shared/trust/api";
import { words } from "./words";

/** Words with `*bold*` parts. */
export function Say(props: { text: string }) {
  // What customers or agents wrote may hold an asterisk of its own; an odd one stays one.
  const pieces = props.text.split("*");
  if (pieces.length % 2 === 0) return <>{props.text.replaceAll("*", "")}</>;
  return <>{pieces.map((piece, i) => (i % 2 ? <b key={i}>{piece}</b> : piece))}</>;
}

export const day = (at: string): string => fullDay(Date.parse(at));

/** A time with its day, today named as such, never broken over two lines. */
export function when(at: number, now: number): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  const said = today ? words().today(clock(at)) : dayAndClock(at, now);
  return said.replaceAll(" ", "\u00a0");
}

/** The day a consent that is given now would end. */
export function monthsOn(months: number, now: number = Date.now()): string {
  // As the desk reckons: months of 30.44 days, in whole days.
  return fullDay(now + Math.round(months * 30.44) * 86_400_000);
}

/** A proof as a file, and where it can be checked. */
export function saveProof(path: string, name: string): void {
  const t = words();
  save(path, `${name}.proof`).then(
    () => toast({ kind: "ok", title: t.proofSaved, more: name, act: { label: t.proofCheck, do: () => location.assign("/verify") } }),
    complain,
  );
}

export function ProofButton(props: { path: string; name: string; of: string }) {
  const t = words();
  return (
    <button class="linkish" aria-label={t.proofOf(props.of)} onClick={() => saveProof(props.path, props.name)}>
      {t.proof}
    </button>
  );
}
