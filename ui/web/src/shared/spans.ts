/** Evidence in a text: offsets count code points, as Python does; JavaScript counts UTF-16. */

export interface Spanned {
  start: number;
  end: number;
  text: string;
  kind: string;
  weight: number;
}

export interface Piece<S> {
  text: string;
  /** The evidence behind this piece, or null for plain words. */
  span: S | null;
}

/** For each code point its UTF-16 offset, and one more for the end. */
function offsets(text: string): number[] {
  const at: number[] = [];
  let unit = 0;
  for (const point of text) {
    at.push(unit);
    unit += point.length;
  }
  at.push(unit);
  return at;
}

/**
 * Cuts `text` at the spans. The pieces joined give `text` again, whatever the spans are;
 * where two overlap the heavier one stays; empty or impossible ones are left out.
 */
export function cut<S extends { start: number; end: number; weight?: number }>(
  text: string,
  spans: readonly S[],
): Piece<S>[] {
  const at = offsets(text);
  const last = at.length - 1;
  const kept: S[] = [];
  const byWeight = [...spans].sort((a, b) => Math.abs(b.weight ?? 0) - Math.abs(a.weight ?? 0));
  for (const span of byWeight) {
    if (span.start < 0 || span.end > last || span.start >= span.end) continue;
    if (kept.some((k) => span.start < k.end && k.start < span.end)) continue;
    kept.push(span);
  }
  kept.sort((a, b) => a.start - b.start);
  const pieces: Piece<S>[] = [];
  let from = 0;
  for (const span of kept) {
    const start = at[span.start] ?? 0;
    const end = at[span.end] ?? text.length;
    if (start > from) pieces.push({ text: text.slice(from, start), span: null });
    pieces.push({ text: text.slice(start, end), span });
    from = end;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), span: null });
  return pieces;
}

/** The first `most` characters of a text on one line, and a sign where it goes on. */
export function start(text: string, most: number): string {
  const points = [...text.replace(/\s+/g, " ").trim()];
  return points.length > most ? `${points.slice(0, most).join("").trimEnd()}…` : points.join("");
}

/** The first line and the rest, each with the spans that lie in it. */
export function firstLine<S extends { start: number; end: number }>(
  text: string,
  spans: readonly S[],
): [line: { text: string; spans: S[] }, rest: { text: string; spans: S[] }] {
  const points = [...text];
  const at = points.indexOf("\n");
  const cutAt = at < 0 ? points.length : at;
  const moved = spans
    .filter((span) => span.start > cutAt)
    .map((span) => ({ ...span, start: span.start - cutAt - 1, end: span.end - cutAt - 1 }));
  return [
    { text: points.slice(0, cutAt).join(""), spans: spans.filter((span) => span.end <= cutAt) },
    { text: points.slice(cutAt + 1).join(""), spans: moved },
  ];
}

export interface Step {
  kind: string;
  /** The words that did most towards it, "" where none did. */
  words: string;
  weight: number;
  /** Where the bar starts and ends: also below 0 and above 100, where the score is cut. */
  from: number;
  to: number;
}

const ORDER = ["base", "harm", "deadline", "repeat", "waiting", "strain", "earlier", "learned", "relief"];

/** The waterfall: one bar for each kind, each starting where the one before ended. */
export function waterfall(evidence: readonly Spanned[]): Step[] {
  const sums = new Map<string, number>();
  for (const { kind, weight } of evidence) {
    if (kind !== "word") sums.set(kind, (sums.get(kind) ?? 0) + weight);
  }
  let level = 0;
  return [...sums]
    .sort(([a], [b]) => rank(a) - rank(b))
    .filter(([, weight]) => Math.round(weight) !== 0)
    .map(([kind, weight]) => {
      const from = level;
      level += weight;
      return { kind, words: most(evidence, kind, weight), weight, from, to: level };
    });
}

/** The words that did most in the direction in which a kind moved the score. */
function most(evidence: readonly Spanned[], kind: string, weight: number): string {
  const same = evidence.filter((span) => span.kind === kind && span.text.trim() && span.weight * weight > 0);
  return same.reduce((best, span) => (Math.abs(span.weight) > Math.abs(best.weight) ? span : best), { text: "", weight: 0 }).text;
}

const rank = (kind: string): number => (ORDER.indexOf(kind) + ORDER.length + 1) % (ORDER.length + 1);

/** Each piece of evidence by itself: in the order of the bars, then by what it does. */
export const listed = (evidence: readonly Spanned[]): Spanned[] =>
  evidence
    .filter((span) => span.kind !== "word" && Math.round(span.weight) !== 0)
    .sort((a, b) => rank(a.kind) - rank(b.kind) || Math.abs(b.weight) - Math.abs(a.weight));

/** The least and the most that a picture of these bars must show: 0..100 and what goes beyond. */
export function reach(steps: readonly Step[]): [low: number, high: number] {
  const ends = steps.map((step) => step.to);
  return [Math.min(0, ...ends), Math.max(100, ...ends)];
}
