/** The list of checks, in the order in which they were made. */

import { Icon } from "../../shared/parts/icon";
import { count } from "../../shared/time";
import { CHECKS, failedCheck, type Check, type Outcome } from "../proof/verify";
import { words } from "../words";

type State = "passed" | "failed" | "skipped";

interface Line {
  check: Check | "chain";
  state: State;
  more: string;
}

/** Every check with what came of it; after the first failure nothing is claimed. */
export function checksOf(outcome: Outcome, bytes: number, pinned: boolean): Line[] {
  const t = words().checkMore;
  const failed = outcome.valid ? null : failedCheck(outcome.reason);
  const lines: Line[] = CHECKS.map((check, i) => {
    if (!outcome.valid && i >= outcome.reached) {
      return check === failed
        ? { check, state: "failed", more: t.failed }
        : { check, state: "skipped", more: t.notReached };
    }
    if (check === "key" && !pinned) return { check, state: "skipped", more: t.noKey };
    if (check === "receipt" && outcome.valid && !outcome.receipt) return { check, state: "skipped", more: t.noReceipt };
    return { check, state: "passed", more: passed(check, outcome, bytes) };
  });
  if (outcome.valid && outcome.receipt) lines.push({ check: "chain", state: "skipped", more: t.offline });
  return lines;
}

function passed(check: Check, outcome: Outcome, bytes: number): string {
  const t = words().checkMore;
  const records = outcome.proof?.records ?? [];
  switch (check) {
    case "form":
      return t.bytes(count(bytes));
    case "head":
    case "receipt":
      return t.ed25519;
    case "records":
      return t.records(records.length, records.reduce((n, r) => n + r.path.length, 0));
    case "values":
      return t.values(records.reduce((n, r) => n + r.openings.length, 0));
    case "key":
    case "log":
      return "";
  }
}

const CSS: Record<State, string> = { passed: "", failed: "bad", skipped: "skip-it" };
const ICON = { passed: "check", failed: "x", skipped: "base" } as const;

export function Checks(props: { lines: readonly Line[] }) {
  const t = words();
  return (
    <ul class="checks">
      {props.lines.map(({ check, state, more }) => (
        <li key={check} class={CSS[state]}>
          <Icon name={ICON[state]} />
          <span>{t.check[check]}</span>
          <span class={`t12 ${state === "failed" ? "is-crit" : state === "passed" ? "muted" : ""}`}>{more}</span>
        </li>
      ))}
    </ul>
  );
}
