/** Plans and values in the reader's words. */
import { duration, instant, number, parseInstant, quantity, span } from "../../lib/format";
import { known, named, t } from "../../lib/i18n.svelte";
import { plant, titleOf } from "../../lib/plant.svelte";
import type { Cell, Value } from "./answer";

/** What stands in an answer's value: a number with unit, a time in the plant's clock, a name for an id. */
export function shown(value: unknown, unit?: string | null): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return unit === "s" ? duration(value) : quantity(value, unit);
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "string") {
    const ms = parseInstant(value);
    if (ms !== null) return instant(ms, plant.zone);
    return titleOf(value);
  }
  return JSON.stringify(value);
}

export const valueText = (value: Value): string => shown(value.value, value.unit);

export function cellText(cell: Cell, unit?: string | null): string {
  return typeof cell === "number" && !unit ? number(cell) : shown(cell, unit);
}

interface WindowLike {
  start?: string;
  end?: string;
}

/** One argument of a call, for reading. */
export function argument(value: unknown): string {
  if (Array.isArray(value)) return value.map(argument).join(", ");
  if (value && typeof value === "object") {
    const { start, end } = value as WindowLike;
    if (typeof start === "string" && typeof end === "string") {
      const [from, to] = [Date.parse(start), Date.parse(end)];
      if (Number.isFinite(from) && Number.isFinite(to)) return span(from, to, plant.zone);
    }
    return Object.entries(value)
      .map(([key, one]) => `${named("argument", key)}: ${argument(one)}`)
      .join("; ");
  }
  return shown(value);
}

/** Arguments that are one of a few words. */
const CHOICES = new Set(["statistic", "which", "report", "measure"]);

/** The arguments of a call with their names. */
export function arguments_(given: Record<string, unknown>): { name: string; text: string }[] {
  return Object.entries(given)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => {
      const what = `what.${String(value)}`;
      return { name: named("argument", key), text: CHOICES.has(key) && known(what) ? t(what) : argument(value) };
    });
}
