/** What Explore reads from the server. */
import { api } from "../../api/client";
import type { components } from "../../api/schema";
import { letterOf, type Curve, type EventMark, type LimitLine, type Shade } from "../../chart/model";
import { number, parseInstant, symbol } from "../../lib/format";
import { t } from "../../lib/i18n.svelte";
import { plant, tagTitle, type Limits, type Table } from "../../lib/plant.svelte";

export type Statistics = components["schemas"]["TagStatisticsOut"];

export interface Drawn {
  curves: Curve[];
  shades: Shade[];
}

/** Curves of tags over a window; with `back`, those of as long before, moved onto it. */
export async function readCurves(tags: readonly string[], from: number, to: number, pixels: number, back: number, signal: AbortSignal): Promise<Drawn> {
  const read = (by: number): Promise<components["schemas"]["SeriesOut"]> =>
    api.get("/api/series", { query: { tags: [...tags], start: Math.round(from - by), end: Math.round(to - by), pixels: Math.min(4000, Math.max(200, Math.round(pixels))) }, signal });
  const [now, before] = await Promise.all([read(0), back ? read(back) : null]);
  const curve = (one: components["schemas"]["Curve"], at: number, moved_ms: number): Curve => {
    const tag = plant.tag(one.tag);
    return {
      tag: one.tag, name: tagTitle(one.tag), unit: one.unit ?? null, points: one.points, letter: letterOf(at), color: at,
      step_s: tag?.step_s ?? null, stepped: tag?.quantity === "status", moved_ms,
    };
  };
  return {
    curves: [...(before?.series ?? []).map((one, at) => curve(one, at, back)), ...now.series.map((one, at) => curve(one, at, 0))],
    // A server of an earlier version gives none.
    shades: now.series.flatMap((one) => (one.flagged ?? []).map(({ from, to, quality }) => ({ from, to, kind: quality === "bad" ? ("bad" as const) : ("uncertain" as const) }))),
  };
}

const ORDER = ["low_low", "low", "high", "high_high"] as const;

/** Limits of tags as lines; the tag's letter tells whose they are where there are several. */
export function limitsOf(tags: readonly string[]): LimitLine[] {
  return tags.flatMap((id, at) => {
    const tag = plant.tag(id);
    const limits = (tag?.limits ?? {}) as Limits;
    return ORDER.flatMap((kind) => {
      const value = limits[kind];
      if (value === null || value === undefined) return [];
      const whose = tags.length > 1 ? `${letterOf(at)} ` : "";
      return [{ unit: tag?.unit ?? null, value, kind, label: `${whose}${t(`state.${kind}`)} ${number(value)} ${symbol(tag?.unit)}` }];
    });
  });
}

/** Records of tables inside a window, as marks; those that end have a length. */
export async function readEvents(tables: readonly string[], from: number, to: number, signal: AbortSignal): Promise<EventMark[]> {
  const read = async (name: string, row: number): Promise<EventMark[]> => {
    const table = plant.info?.tables.find((one) => one.table === name);
    if (!table?.time) return [];
    const found = await api.get("/api/records/{table}", {
      path: { table: name },
      query: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), limit: 1000 },
      signal,
    });
    const place = new Map(found.columns.map((column, at) => [column.name, at]));
    const [time, end] = [place.get(table.time), endColumn(table, place)];
    return found.rows.flatMap(({ cells, time: at }) => {
      const begin = parseInstant(at ?? cells[time ?? -1]);
      if (begin === null) return [];
      return [{ time: begin, end: end === undefined ? null : parseInstant(cells[end]), label: labelOf(table, place, cells), table: name, row }];
    });
  };
  return (await Promise.all(tables.map(read))).flat();
}

/** The column in which a record ends: the one called so, else none. */
export function endColumn(table: Table, place: ReadonlyMap<string, number>): number | undefined {
  for (const name of ["end", "ended", "cleared", "finished", "actual_finish", "stop", "finish"]) {
    if (place.has(name) && name !== table.time) return place.get(name);
  }
  return undefined;
}

/** What a record says about itself in one line. */
export function labelOf(table: Table, place: ReadonlyMap<string, number>, cells: readonly unknown[]): string {
  const said = ["message", "problem", "comment", "what", "description", "product_name", "remark"].map((name) => cells[place.get(name) ?? -1]).find((cell) => typeof cell === "string" && cell);
  const asset = table.asset ? cells[place.get(table.asset) ?? -1] : "";
  const code = cells[0];
  return [code, asset, said].filter((part) => typeof part === "string" && part).join(" · ");
}

/** Statistics of tags over a window. */
export async function readStatistics(tags: readonly string[], from: number, to: number, signal: AbortSignal): Promise<Statistics[]> {
  if (!tags.length) return [];
  const found = await api.get("/api/statistics", { query: { tags: [...tags], from: Math.round(from), to: Math.round(to) }, signal });
  return found.tags;
}
