import { PLACES, type Place } from "./address";

export { address, ON_PHONE, PLACES, type Place } from "./address";

interface Route {
  place: Place;
  /** What follows the place, decoded: an asset's id, a table, a board. */
  rest: string;
  query: URLSearchParams;
}

function read(): Route {
  const [, first = "", ...rest] = location.pathname.split("/");
  const place = PLACES.find((place) => place === first) ?? "ask";
  return { place, rest: rest.map(decodeURIComponent).join("/"), query: new URLSearchParams(location.search) };
}

let current = $state.raw<Route>(read());

export const route = {
  get place(): Place {
    return current.place;
  },
  get rest(): string {
    return current.rest;
  },
  get query(): URLSearchParams {
    return current.query;
  },
};

/** Goes to an address of this page; `replace` leaves no step in the history. */
export function go(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  current = read();
}

addEventListener("popstate", () => {
  current = read();
});

/** Takes clicks on links of this page, so that they do not load it anew. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest("a");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  const place = link.pathname.split("/")[1] ?? "";
  if (place !== "" && !(PLACES as readonly string[]).includes(place)) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
