/** What a trend is made of, apart from how it is drawn. */

/** A stretch of a curve as wide as a pixel; `t` milliseconds since 1970. */
export interface Point {
  t: number;
  min: number;
  max: number;
  mean: number;
}

export interface Curve {
  tag: string;
  name: string;
  /** UCUM code; curves of one unit share an axis. */
  unit: string | null;
  points: readonly Point[];
  /** A letter at the end of the line and in the legend, so that colour is not all that tells curves apart. */
  letter: string;
  /** Place in the palette, from 0. */
  color: number;
  /** Usual time between samples, seconds: longer holes are drawn as holes. */
  step_s?: number | null;
  /** A compared period, moved onto this window by so many milliseconds and drawn dashed. */
  moved_ms?: number;
  /** A state that holds until the next sample. */
  stepped?: boolean;
}

export interface LimitLine {
  unit: string | null;
  value: number;
  /** `high_high`, `high`, `low`, `low_low` or a threshold asked for. */
  kind: string;
  label: string;
}

export interface Shade {
  from: number;
  to: number;
  kind: "bad" | "uncertain" | "held";
}

export interface EventMark {
  time: number;
  end?: number | null;
  label: string;
  table: string;
  /** Place of its table, from 0: the row of marks it stands in. */
  row: number;
}

export interface Marker {
  time: number;
  value: number;
  unit: string | null;
}

export const PALETTE = 8;
export const letterOf = (at: number): string => String.fromCharCode(65 + (at % 26));

/** Longest time between points that still are one line. */
export function longestStep(curve: Curve, width: number): number {
  const { points } = curve;
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) return 0;
  const usual = (curve.step_s ?? 0) * 1000;
  // Points of an envelope stand a pixel apart; three of them without a value are a hole too.
  const pixel = (last.t - first.t) / Math.max(1, width);
  return Math.max(3 * usual, 3.2 * pixel, 1);
}

/** The point at or before an instant, within the hole that a line may bridge. */
export function pointAt(points: readonly Point[], t: number, longest: number): Point | null {
  let low = 0;
  let high = points.length - 1;
  if (high < 0) return null;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((points[middle]?.t ?? 0) <= t) low = middle;
    else high = middle - 1;
  }
  const before = points[low];
  const after = points[low + 1];
  const near = after && before && Math.abs(after.t - t) < Math.abs(before.t - t) ? after : before;
  return near && Math.abs(near.t - t) <= longest ? near : null;
}

/** Least and greatest of curves inside a window, widened so that nothing lies on the rim. */
export function rangeOf(curves: readonly Curve[], from: number, to: number, also: readonly number[] = []): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { points, moved_ms = 0 } of curves) {
    for (const point of points) {
      const t = point.t + moved_ms;
      if (t < from || t > to) continue;
      if (point.min < low) low = point.min;
      if (point.max > high) high = point.max;
    }
  }
  for (const value of also) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  if (low === high) {
    const size = Math.abs(low) * 0.05 || 1;
    return [low - size, high + size];
  }
  const room = (high - low) * 0.07;
  return [low - room, high + room];
}
