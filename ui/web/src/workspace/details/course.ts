/** Where the points of a customer's course lie in their picture. */

export interface Place {
  x: number;
  y: number;
}

export const WIDTH = 264;
export const HEIGHT = 72;

/** Contacts evenly from left to right, urgency 0..100 from bottom to top. */
export function places(scores: readonly number[]): Place[] {
  const step = scores.length > 1 ? WIDTH / (scores.length - 1) : 0;
  return scores.map((score, i) => ({ x: Math.round(i * step * 10) / 10, y: high(score) }));
}

export const high = (score: number): number =>
  Math.round((HEIGHT - (Math.min(100, Math.max(0, score)) / 100) * HEIGHT) * 10) / 10;
