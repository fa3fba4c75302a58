/**
 * Windows of time as people write them: `now-6h`, `now/d`, `now-1d/d`, `2026-11-20`, `2026-11-20 08:00`,
 * RFC 3339, milliseconds. `/d` rounds down to the unit's begin, or up to its end where the window ends;
 * weeks begin on Monday. Days and longer go by the calendar of the zone.
 */
import { wall, type Wall } from "./format";

export const UNITS = ["s", "m", "h", "d", "w", "M", "y"] as const;
type UnitName = (typeof UNITS)[number];
const MS: Partial<Record<UnitName, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** The instant at which a clock in a zone shows this; of two, the first; in a gap, just after it. */
export function fromWall(at: Wall, zone: string): number {
  const utc = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
  const offset = (ms: number): number => {
    const shown = wall(ms, zone);
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute, shown.second) - Math.floor(ms / 1000) * 1000;
  };
  const before = utc - offset(utc - 86_400_000);
  if (before + offset(before) === utc) return before;
  const after = utc - offset(utc + 86_400_000);
  return after + offset(after) === utc ? after : before;
}

function move(ms: number, amount: number, unit: UnitName, zone: string): number {
  const fixed = MS[unit];
  if (fixed) return ms + amount * fixed;
  const at = wall(ms, zone);
  const months = unit === "M" ? amount : unit === "y" ? 12 * amount : 0;
  const days = unit === "d" ? amount : unit === "w" ? 7 * amount : 0;
  const month = at.month - 1 + months;
  const last = new Date(Date.UTC(at.year, month + 1, 0)).getUTCDate();
  const moved = new Date(Date.UTC(at.year, month, Math.min(at.day, last) + days));
  const shifted = { ...at, year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
  return fromWall(shifted, zone) + (ms % 1000);
}

function floor(ms: number, unit: UnitName, zone: string): number {
  const at = { ...wall(ms, zone) };
  if (unit === "s") return Math.floor(ms / 1000) * 1000;
  at.second = 0;
  if (unit === "m") return fromWall(at, zone);
  at.minute = 0;
  if (unit === "h") return fromWall(at, zone);
  at.hour = 0;
  if (unit === "w") {
    const weekday = (new Date(Date.UTC(at.year, at.month - 1, at.day)).getUTCDay() + 6) % 7;
    return move(fromWall(at, zone), -weekday, "d", zone);
  }
  if (unit === "M" || unit === "y") at.day = 1;
  if (unit === "y") at.month = 1;
  return fromWall(at, zone);
}

/** The instant that a text names, milliseconds since 1970, or nothing when it names none. */
export function moment(text: string, now: number, zone: string, end = false): number | null {
  const trimmed = text.trim();
  const relative = /^now((?:[+-]\d+[smhdwMy])*)(?:\/([smhdwMy]))?$/.exec(trimmed);
  if (relative) {
    let at = now;
    for (const [, sign, amount, unit] of (relative[1] ?? "").matchAll(/([+-])(\d+)([smhdwMy])/g)) {
      at = move(at, Number(sign + (amount ?? "0")), unit as UnitName, zone);
    }
    const round = relative[2] as UnitName | undefined;
    if (!round) return at;
    const begin = floor(at, round, zone);
    return end ? move(begin, 1, round, zone) : begin;
  }
  if (/^-?\d{9,}$/.test(trimmed)) return Number(trimmed);
  if (/T.*(Z|[+-]\d\d:?\d\d)$/i.test(trimmed)) {
    const ms = Date.parse(trimmed);
    return Number.isNaN(ms) ? null : ms;
  }
  const local = /^(\d{4})-(\d\d?)(?:-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d))?)?)?$/.exec(trimmed);
  if (!local) return null;
  const [year, month, day, hour, minute, second] = local.slice(1).map((part) => Number(part ?? NaN));
  const at: Wall = {
    year: year ?? 0, month: month ?? 1, day: day || 1, hour: hour || 0, minute: minute || 0, second: second || 0,
  };
  const check = new Date(Date.UTC(at.year, at.month - 1, at.day));
  if (check.getUTCMonth() !== at.month - 1 || at.hour > 23 || at.minute > 59 || at.second > 59) return null;
  const begin = fromWall(at, zone);
  // A bare date that ends a window is meant with its whole day.
  if (end && local[4] === undefined) return move(begin, 1, local[3] === undefined ? "M" : "d", zone);
  return begin;
}

export interface Span {
  from: number;
  to: number;
}

/** The window of two texts, or nothing when one is none or they are in the wrong order. */
export function readWindow(from: string, to: string, now: number, zone: string): Span | null {
  const begin = moment(from, now, zone);
  const end = moment(to, now, zone, true);
  return begin !== null && end !== null && begin < end ? { from: begin, to: end } : null;
}

export const isRelative = (text: string): boolean => text.trim().startsWith("now");
