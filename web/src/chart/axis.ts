/** Marks of the time axis by a zone's clock: the day stands below the first mark of it. */
import { dateOf, wall } from "../lib/format";

const two = (n: number): string => String(n).padStart(2, "0");

export function timeLabels(marks: readonly number[], step: number, zone: string): string[] {
  let day = "";
  return marks.map((mark) => {
    const at = wall(mark, zone);
    const date = dateOf(at);
    const fresh = date !== day;
    day = date;
    if (step >= 27 * 86_400_000) return date.slice(0, 7);
    if (step >= 86_400_000) return date.slice(5) + (fresh && (at.month === 1 && at.day <= 7) ? `\n${at.year}` : "");
    const time = `${two(at.hour)}:${two(at.minute)}`;
    const exact = step >= 60_000 ? time : `${time}:${two(at.second)}${step < 1000 ? `.${String(Math.floor(mark % 1000)).padStart(3, "0")}` : ""}`;
    return fresh ? `${exact}\n${date.slice(5)}` : exact;
  });
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000,
  MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 61 * DAY, 91 * DAY, 182 * DAY, 365 * DAY,
];

/** Marks on whole steps of the zone's clock, at least `room` pixels apart. */
export function timeMarks(from: number, to: number, width: number, zone: string, room = 76): { marks: number[]; step: number } {
  const wanted = ((to - from) * room) / Math.max(1, width);
  const step = STEPS.find((step) => step >= wanted) ?? 365 * DAY;
  const local = (ms: number): number => {
    const at = wall(ms, zone);
    return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) + (ms - Math.floor(ms / 1000) * 1000);
  };
  const marks: number[] = [];
  if (step >= 27 * DAY) {
    const months = Math.max(1, Math.round(step / (30.4 * DAY)));
    const first = wall(from, zone);
    for (let month = first.month - 1; ; month += 1) {
      if (month % months !== 0) continue;
      const target = Date.UTC(first.year, month, 1);
      const mark = target - (local(target) - target);
      if (mark > to) break;
      if (mark >= from) marks.push(mark);
    }
    return { marks, step };
  }
  const offset = local(from) - from;
  for (let at = Math.ceil((from + offset) / step) * step; ; at += step) {
    const guess = at - offset;
    // Where clocks change inside the window, marks go on with the new clock.
    const mark = step >= HOUR ? guess - (local(guess) - guess - offset) : guess;
    if (mark > to) break;
    if (mark >= from && mark > (marks[marks.length - 1] ?? -Infinity)) marks.push(mark);
  }
  return { marks, step };
}

/** Marks of a value axis with as many digits as their step needs, so that no two read the same. */
export function valueLabels(marks: readonly number[], step: number): string[] {
  const greatest = Math.max(...marks.map(Math.abs), 0);
  if (greatest >= 1e9 || (greatest > 0 && greatest < 1e-4)) return marks.map((mark) => mark.toExponential(2).replace("e+", "e"));
  const digits = Math.min(6, (String(+step.toPrecision(6)).split(".")[1] ?? "").length);
  return marks.map((mark) => mark.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−"));
}
