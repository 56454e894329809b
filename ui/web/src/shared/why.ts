/** Why the desk refused, in the reader's language where the page knows it. */

import type { Refused } from "./trust/session";
import { shared } from "./words";

export function why({ status, problem }: Pick<Refused, "status" | "problem">): string {
  const t = shared();
  if (status === 429) return t.tooMany;
  if (problem.step_up) return t.stepUp.lead;
  return problem.detail ?? problem.title;
}
