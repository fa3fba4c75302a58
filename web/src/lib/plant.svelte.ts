import { SvelteMap } from "svelte/reactivity";
import { api, ApiError } from "../api/client";
import type { components } from "../api/schema";
import { language } from "./i18n.svelte";
import { settings } from "./settings.svelte";

export type Plant = components["schemas"]["PlantInfo"];
export type Asset = Plant["assets"][number];
export type Tag = components["schemas"]["TagInfo"];
export type Table = components["schemas"]["TableInfo"];

export interface Limits {
  low_low?: number | null;
  low?: number | null;
  high?: number | null;
  high_high?: number | null;
}

let info = $state.raw<Plant | null>(null);
let failure = $state.raw<ApiError | null>(null);
let assets = new Map<string, Asset>();
let below = new Map<string | null, Asset[]>();
/** Tags met so far: the first of the plant, and those that were looked up since. */
const tags = new SvelteMap<string, Tag>();
const asked = new Set<string>();
let wanted: string[] = [];
/** What the plant's clock said less what this machine's said, when the plant was read. */
let behind = 0;

export const plant = {
  get info(): Plant | null {
    return info;
  },
  get failure(): ApiError | null {
    return failure;
  },
  /** A tag; one that has not been met is looked up, and there a moment later. */
  tag(id: string): Tag | undefined {
    const tag = tags.get(id);
    if (!tag && info && !complete() && !asked.has(id)) want(id);
    return tag;
  },
  asset: (id: string): Asset | undefined => (info ? assets.get(id) : undefined),
  /** What a row of a tag calls it, in the reader's language where the tag is held here. */
  nameOf: (id: string, name?: string | null): string => nameOf(tags.get(id) ?? { name: name ?? id }),
  /** Assets right below one, or those that stand on no other. */
  children: (id: string | null): Asset[] => (info ? (below.get(id) ?? []) : []),
  /** Milliseconds since 1970: now at a plant that lives, the end of the recording at one that is recorded. */
  now(): number {
    if (!info) return Date.now();
    return plant.live ? Date.now() : Date.parse(info.now);
  },
  get live(): boolean {
    return info !== null && Math.abs(behind) < 600_000;
  },
  /** The zone that times are shown in, by the reader's choice. */
  get zone(): string {
    if (settings.zone === "utc") return "UTC";
    if (settings.zone === "browser") return Intl.DateTimeFormat().resolvedOptions().timeZone;
    return info?.timezone ?? "UTC";
  },
  async load(): Promise<void> {
    try {
      const read = await api.get("/api/plant");
      assets = new Map(read.assets.map((asset) => [asset.id, asset]));
      below = Map.groupBy(read.assets, (asset) => (asset.parent && assets.has(asset.parent) ? asset.parent : null));
      keep(read.tags);
      behind = Date.parse(read.now) - Date.now();
      info = read;
      failure = null;
    } catch (error) {
      failure = error instanceof ApiError ? error : new ApiError("page", String(error));
    }
  },
  /** Tags on an asset itself; those on no asset for null. */
  async tagsOn(asset: string | null): Promise<Tag[]> {
    if (complete() || asset === null) return [...tags.values()].filter((tag) => (tag.asset ?? null) === asset);
    const page = await api.get("/api/assets/{id}", { path: { id: asset } });
    keep(page.tags);
    return page.tags;
  },
};

/** Whether every tag of the plant is held here. */
const complete = (): boolean => info !== null && info.counts.tags <= info.tags.length;

function keep(list: readonly Tag[]): void {
  for (const tag of list) tags.set(tag.id, tag);
}

/** A tag by what its last value says of it. */
function described(row: components["schemas"]["LatestTag"]): Tag {
  return {
    id: row.tag, asset: row.asset, name: row.name, unit: row.unit, symbol: row.symbol, limits: row.limits,
    description: "", aliases: [], samples: row.time ? 1 : 0,
  };
}

/** Looks up what was asked for in this moment, all in one request. */
function want(id: string): void {
  asked.add(id);
  wanted.push(id);
  if (wanted.length > 1) return;
  queueMicrotask(() => {
    const ids = wanted.splice(0, 200);
    wanted = [];
    const read = (tags: string[]): Promise<void> =>
      api.get("/api/latest", { query: { tags: tags.join(",") } }).then((page) => keep(page.tags.map(described)));
    // One id that is none refuses the whole request: then each is asked for by itself.
    read(ids).catch(() => ids.length > 1 && ids.forEach((id) => read([id]).catch(() => undefined)));
  });
}

const CHINESE = /[\u4e00-\u9fff]/;

/** The name in the reader's language, where an alias gives one: as answers call it. */
export function nameOf({ name, aliases = [] }: { name: string; aliases?: readonly string[] }): string {
  if (language() !== "zh" || CHINESE.test(name)) return name;
  return aliases.find((alias) => CHINESE.test(alias)) ?? name;
}

/** `Cooling water pump 1 · Flow`, or the id of a tag that is not described. */
export function tagTitle(id: string): string {
  const tag = plant.tag(id);
  if (!tag) return id;
  const asset = tag.asset ? plant.asset(tag.asset) : undefined;
  return asset ? `${nameOf(asset)} · ${nameOf(tag)}` : nameOf(tag);
}

/** What an id is called: a tag, an asset, or itself. */
export function titleOf(id: string): string {
  const asset = plant.asset(id);
  if (asset) return nameOf(asset);
  // Only what may be a tag's id is looked up: no words with spaces.
  return /\s/.test(id) && !tags.has(id) ? id : tagTitle(id);
}
