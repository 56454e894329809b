/** Which of the chosen files can be sent, and why the others cannot. */

export const MOST = 5;
export const LARGEST = 10 * 1024 * 1024;

interface Named {
  name: string;
  type: string;
  size: number;
}

export type Left = { why: "tooMany" } | { why: "tooLarge" | "notPicture"; name: string };

/** Adds files to those held; pure. Each that is left out is named once. */
export function choose<F extends Named>(held: readonly F[], more: readonly F[]): { held: F[]; left: Left[] } {
  const kept = [...held];
  const left: Left[] = [];
  for (const file of more) {
    if (!file.type.startsWith("image/")) left.push({ why: "notPicture", name: file.name });
    else if (file.size > LARGEST) left.push({ why: "tooLarge", name: file.name });
    else if (kept.length === MOST) {
      left.push({ why: "tooMany" });
      break;
    } else kept.push(file);
  }
  return { held: kept, left };
}
