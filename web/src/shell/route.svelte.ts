// Where somebody is: the part of the address after `#`, so that the page works below any path and without the server.

/** A place in the gallery. `file` is the one that the viewer shows on top of it. */
export type Route =
  | { page: "timeline" | "albums" | "families" | "bin" | "settings" | "operator" | "uploads"; file?: string }
  | { page: "album" | "family"; id: string; file?: string }
  | { page: "open"; user: string; token: string };

const PAGES = ["timeline", "albums", "families", "bin", "settings", "operator", "uploads"] as const;

/** Reads the part of an address after `#`. What is not known is the timeline. */
export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const [page = "", ...rest] = path.split("/").map(decoded);
  const file = new URLSearchParams(query).get("file") ?? undefined;
  const more = file === undefined ? {} : { file };
  if (page === "open" && rest[0] && rest[1]) return { page, user: rest[0], token: rest[1] };
  if ((page === "album" || page === "family") && rest[0]) return { page, id: rest[0], ...more };
  return { page: PAGES.find((known) => known === page) ?? "timeline", ...more };
}

/** What stands for itself where it is no encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a place: what links point to. */
export function address(route: Exclude<Route, { page: "open" }>): string {
  const path = "id" in route ? `${route.page}/${encodeURIComponent(route.id)}` : route.page;
  return `#/${path}${route.file ? `?file=${encodeURIComponent(route.file)}` : ""}`;
}

class Here {
  route = $state.raw<Route>(parse(location.hash));

  constructor() {
    addEventListener("hashchange", () => (this.route = parse(location.hash)));
    addEventListener("popstate", () => (this.route = parse(location.hash)));
  }

  /** Goes somewhere; `replace` leaves no step to go back to. */
  go(route: Exclude<Route, { page: "open" }>, replace = false): void {
    history[replace ? "replaceState" : "pushState"](null, "", address(route));
    this.route = route;
  }
}

/** The place that is shown. */
export const here = new Here();
