// Where the person is: the part of the address behind `#`, as in `#/rules/bool-as-string`. It never
// leaves the browser.

class Route {
  #parts = $state.raw(read());

  constructor() {
    addEventListener("hashchange", () => (this.#parts = read()));
  }

  /** The view's name; empty on a first visit. */
  get view(): string {
    return this.#parts[0] ?? "";
  }

  /** What stands behind it. */
  get path(): readonly string[] {
    return this.#parts.slice(1);
  }

  /** Says in the address where the person is now, without a step in the browser's history. */
  restate(...parts: readonly string[]): void {
    history.replaceState(null, "", href(...parts));
    this.#parts = parts;
  }
}

export const route = new Route();

/** The address of a place in the page. */
export const href = (...parts: readonly string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;

function read(): readonly string[] {
  return location.hash.replace(/^#\/?/, "").split("/").map(decoded);
}

/** A part that somebody wrote by hand may be anything. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
