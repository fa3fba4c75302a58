/** The page's places; the server knows the same list (crates/server/src/page.rs). */
export const PLACES = ["ask", "explore", "plant", "records", "sql", "boards", "logbook", "system"] as const;
export type Place = (typeof PLACES)[number];
/** Places on the bar of a phone; the rest is in its menu. */
export const ON_PHONE: readonly Place[] = ["ask", "plant", "explore"];

/** An address of a place. Values that are empty or missing stand for nothing. */
export function address(
  place: Place,
  rest = "",
  query: Record<string, string | number | string[] | null | undefined> | URLSearchParams = {},
): string {
  let pairs: URLSearchParams;
  if (query instanceof URLSearchParams) {
    pairs = query;
  } else {
    pairs = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== null && one !== undefined && one !== "") pairs.append(key, String(one));
      }
    }
  }
  const path = rest ? `/${place}/${rest.split("/").map(encodeURIComponent).join("/")}` : `/${place}`;
  const text = pairs.toString();
  return text ? `${path}?${text}` : path;
}

