/** What Explore shows, as it stands in the address. */
import { address, type Place } from "../../lib/address";

export interface View {
  tags: string[];
  /** `now-24h`, `2026-11-20`, RFC 3339 or milliseconds. */
  from: string;
  to: string;
  /** Another period to compare with: `previous`, or how far back (`1d`, `1w`, `4w`, `1y`); empty for none. */
  compare: string;
  /** Tables whose records stand on the axis. */
  events: string[];
  limits: boolean;
  lanes: boolean;
  /** Seconds between refreshes; 0 for never. */
  every_s: number;
}

export function readView(query: URLSearchParams): View {
  return {
    tags: [...new Set(query.getAll("tag"))].slice(0, 24),
    from: query.get("from") ?? "now-24h",
    to: query.get("to") ?? "now",
    compare: query.get("compare") ?? "",
    events: query.getAll("events"),
    limits: query.get("limits") === "1",
    lanes: query.get("lanes") === "1",
    every_s: Number(query.get("refresh") ?? 0) || 0,
  };
}

export function addressOf(view: View, place: Place = "explore"): string {
  return address(place, "", {
    tag: view.tags,
    from: view.from,
    to: view.to,
    compare: view.compare,
    events: view.events,
    limits: view.limits ? "1" : "",
    lanes: view.lanes ? "1" : "",
    refresh: view.every_s || "",
  });
}

/** An instant as it stands in an address: whole seconds in UTC, milliseconds where they matter. */
export const stamp = (ms: number, span: number): string =>
  new Date(Math.round(ms)).toISOString().replace(span > 60_000 ? /\.\d+Z$/ : /\.000Z$/, "Z");

const DAY = 86_400_000;
/** How far back a compared period lies, milliseconds. */
export function backBy(compare: string, from: number, to: number): number {
  if (compare === "previous") return to - from;
  const found = /^(\d+)([hdwy])$/.exec(compare);
  if (!found) return 0;
  return Number(found[1]) * { h: 3_600_000, d: DAY, w: 7 * DAY, y: 364 * DAY }[found[2] as "h" | "d" | "w" | "y"];
}
