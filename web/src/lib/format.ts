/** Numbers, units, times and sizes as they are read. */

const SYMBOLS: Record<string, string> = {
  Cel: "°C", "[degF]": "°F", K: "K", "[psi]": "psi", "1": "", "m3/h": "m³/h", m3: "m³", m2: "m²",
  "kW.h": "kWh", "MW.h": "MWh", "W.h": "Wh", "uS/cm": "µS/cm", um: "µm", "[ppm]": "ppm", "{rpm}": "rpm", "Cel/h": "K/h",
};

/** A UCUM code as it stands in a sentence. */
export function symbol(unit: string | null | undefined): string {
  if (!unit) return "";
  return SYMBOLS[unit] ?? unit.replaceAll(/[{}[\]]/g, "").replace("m3", "m³").replace("1/", "/");
}

const formats = new Map<string, Intl.NumberFormat>();
function format(digits: number, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${digits}${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.NumberFormat("en-US", { maximumFractionDigits: digits, ...options })));
  return made;
}

/** A number to about four digits, thousands parted; `–` when it is none. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(3).replace("e+", "e");
  const digits = size >= 10_000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
  return format(digits).format(value).replace("-", "−");
}

/** Numbers of one kind that stand beside each other: with as many decimals each as the one that has most. */
export function numbers(values: readonly (number | null | undefined)[]): string[] {
  const there = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  const greatest = Math.max(0, ...there.map((value) => Math.abs(value)));
  if (greatest < 1 || greatest >= 1e12) return values.map((value) => number(value));
  const digits = greatest >= 10_000 ? 0 : greatest >= 100 ? 1 : 2;
  const shown = format(digits);
  const needed = Math.max(0, ...there.map((value) => shown.format(value).split(".")[1]?.length ?? 0));
  const alike = format(needed, { minimumFractionDigits: needed, signDisplay: "negative" });
  return values.map((value) => (typeof value === "number" && Number.isFinite(value) ? alike.format(value).replace("-", "−") : "–"));
}

/** A count, whole. */
export const count = (value: number): string => format(0).format(value);

/** A value with its unit. */
export function quantity(value: number | null | undefined, unit?: string | null): string {
  const sign = symbol(unit);
  return sign ? `${number(value)}\u202f${sign}` : number(value);
}

/** A share of 0 to 1 as percent. */
export function share(value: number): string {
  if (value >= 1) return "100\u202f%";
  const percent = 100 * value;
  return `${percent > 99.9 ? "> 99.9" : percent < 0.1 && percent > 0 ? "< 0.1" : percent.toFixed(1)}\u202f%`;
}

export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let at = 0;
  let rest = size;
  while (rest >= 1000 && at < units.length - 1) {
    rest /= 1000;
    at += 1;
  }
  return `${rest >= 100 || at === 0 ? rest.toFixed(0) : rest.toFixed(1)} ${units[at]}`;
}

/** Seconds as `1 d 4 h`, the two largest parts. */
export function duration(seconds: number): string {
  const sign = seconds < 0 ? "−" : "";
  let rest = Math.abs(seconds);
  if (rest < 1) return `${sign}${(rest * 1000).toFixed(0)} ms`;
  if (rest < 60) return `${sign}${rest < 10 ? +rest.toFixed(1) : rest.toFixed(0)} s`;
  const parts: string[] = [];
  for (const [unit, size] of [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]] as const) {
    const whole = Math.floor(rest / size);
    if (whole > 0 && parts.length < 2) parts.push(`${whole} ${unit}`);
    else if (parts.length) break;
    rest -= whole * size;
  }
  return sign + parts.join(" ");
}

const clocks = new Map<string, Intl.DateTimeFormat>();
function clock(zone: string): Intl.DateTimeFormat {
  let made = clocks.get(zone);
  if (!made) {
    made = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
      hour: "2-digit", minute: "2-digit", second: "2-digit",
    });
    clocks.set(zone, made);
  }
  return made;
}

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** What a clock in a zone shows at an instant, milliseconds since 1970 UTC. */
export function wall(ms: number, zone: string): Wall {
  const part: Record<string, number> = {};
  for (const { type, value } of clock(zone).formatToParts(ms)) part[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = part;
  return { year, month, day, hour, minute, second };
}

const two = (n: number): string => String(n).padStart(2, "0");

export const dateOf = (at: Wall): string => `${at.year}-${two(at.month)}-${two(at.day)}`;

/** `2026-11-23 06:39`, with seconds where there are some or where they are wanted. */
export function instant(ms: number, zone: string, seconds = false): string {
  if (!Number.isFinite(ms)) return "–";
  const at = wall(ms, zone);
  const tail = seconds || at.second !== 0 ? `:${two(at.second)}` : "";
  return `${dateOf(at)} ${two(at.hour)}:${two(at.minute)}${tail}`;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** Milliseconds of an RFC 3339 text, or nothing when it is none. */
export function parseInstant(text: unknown): number | null {
  if (typeof text !== "string" || !ISO.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** A window, the date of its end left out when it is the same day. */
export function span(from: number, to: number, zone: string): string {
  // Seconds of the rim say nothing about a window of hours.
  const size = to - from > 600_000 ? 16 : 19;
  const begin = instant(from, zone).slice(0, size);
  const end = instant(to, zone).slice(0, size);
  return begin.slice(0, 10) === end.slice(0, 10) ? `${begin} – ${end.slice(11)}` : `${begin} – ${end}`;
}
