/** The list of checks, in the order in which they were made. */

import { Icon } from "../../shared/parts/icon";
import { count } from "../../shared/time";
import { typed } from "../files";
import { CHECKS, failedCheck, type Check, type Outcome } from "../proof/verify";
import { algorithmOf } from "../say";
import { words } from "../words";

type State = "passed" | "failed" | "skipped";

interface Line {
  check: Check | "chain";
  state: State;
  more: string;
}

/** Every check with what came of it; after the first failure nothing is claimed. */
export function checksOf(outcome: Outcome, bytes: number): Line[] {
  const t = words().checkMore;
  const failed = outcome.valid ? null : failedCheck(outcome.reason);
  const lines: Line[] = CHECKS.map((check, i) => {
    if (!outcome.valid && i >= outcome.reached) {
      return check === failed
        ? { check, state: "failed", more: t.failed }
        : { check, state: "skipped", more: t.notReached };
    }
    const skipped = skip(check, outcome);
    if (skipped) return { check, state: "skipped", more: skipped };
    return { check, state: "passed", more: passed(check, outcome, bytes) };
  });
  if (outcome.valid && outcome.anchors.length > 0) lines.push({ check: "chain", state: "skipped", more: t.offline });
  return lines;
}

/** Why there was nothing to check. */
function skip(check: Check, outcome: Outcome): string | null {
  const t = words().checkMore;
  const { policy, key, seen } = typed.value;
  const proof = outcome.proof;
  if (check === "key" && !key.trim() && !policy.trim()) return t.noKey;
  if (check === "seen") {
    if (!seen.trim()) return t.noSeen;
    if (proof && !seen.includes(`\n${proof.checkpoint.size}\n`)) return t.otherSize;
  }
  if (check === "witnesses" && proof?.policy.witnesses.length === 0) return t.noWitness;
  if (check === "anchors" && proof?.anchors.length === 0) return t.noAnchor;
  return null;
}

function passed(check: Check, outcome: Outcome, bytes: number): string {
  const t = words().checkMore;
  const { proof } = outcome;
  const records = proof?.records ?? [];
  switch (check) {
    case "form":
      return t.bytes(count(bytes));
    case "head":
      return (proof?.policy.logs ?? []).map(({ key }) => algorithmOf(key)).join(" + ");
    case "witnesses":
      if (outcome.valid && outcome.witnesses.some((one) => one.trusted)) {
        return t.trusted(outcome.witnesses.filter((one) => one.trusted).length, outcome.witnesses.length);
      }
      return t.cosigned(proof?.policy.witnesses.length ?? 0);
    case "records":
      return t.records(records.length, records.reduce((n, r) => n + r.path.length, 0));
    case "values":
      return t.values(records.reduce((n, r) => n + r.openings.length, 0));
    case "anchors":
      return t.anchors(proof?.anchors.length ?? 0);
    case "log":
    case "key":
    case "seen":
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
        <li key={check} class={CSS[state]} data-check={check} data-state={state}>
          <Icon name={ICON[state]} />
          <span>{t.check[check]}</span>
          <span class={`t12 ${state === "failed" ? "is-crit" : state === "passed" ? "muted" : ""}`}>{more}</span>
        </li>
      ))}
    </ul>
  );
}
