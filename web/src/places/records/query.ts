/** What the place Records shows, as it stands in the address. */
import { address } from "../../lib/address";

/** `column:operator:value`, as the server reads it. */
export interface Filter {
  column: string;
  is: string;
  value: string;
}

export interface Asked {
  table: string;
  from: string;
  to: string;
  asset: string;
  filters: Filter[];
  sort: string;
  descending: boolean;
  group: string;
  timeline: boolean;
}

export function readAsked(rest: string, query: URLSearchParams): Asked {
  const filters = query.getAll("filter").flatMap((text) => {
    const [column, is, ...value] = text.split(":");
    return column && is ? [{ column, is, value: value.join(":") }] : [];
  });
  return {
    table: rest,
    from: query.get("from") ?? "",
    to: query.get("to") ?? "",
    asset: query.get("asset") ?? "",
    filters,
    sort: query.get("sort") ?? "",
    descending: query.get("order") !== "asc",
    group: query.get("group") ?? "",
    timeline: query.get("view") === "timeline",
  };
}

export const filterText = (filter: Filter): string => `${filter.column}:${filter.is}:${filter.value}`;

export function addressOf(asked: Asked): string {
  return address("records", asked.table, {
    from: asked.from,
    to: asked.to,
    asset: asked.asset,
    filter: asked.filters.map(filterText),
    sort: asked.sort,
    order: asked.sort && !asked.descending ? "asc" : "",
    group: asked.group,
    view: asked.timeline ? "timeline" : "",
  });
}
