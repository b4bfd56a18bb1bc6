import type { LintError, Report } from "../index.js";
import type { Endpoint } from "./questions.js";

/** How {@link createStandIn} makes one. Everything is optional. */
export interface StandInOptions extends Endpoint {
  /** The bearer token that callers must send; without one everybody is let in. */
  readonly token?: string;
  /** The base URL that it is asked below, and that locations begin with. The default has a host that no network has. */
  readonly base?: string;
  /** The time in milliseconds since 1970; `Date.now` when left out. */
  readonly now?: () => number;
  /** The id of a new resource; random when left out. */
  readonly nextId?: () => string;
  /** Gets what the linter says of each request. */
  readonly onReport?: (report: Report) => void;
}

/** A service provider in memory that behaves by a profile. */
export interface StandIn {
  /** The base URL: `Users` stand at `${base}/Users`. */
  readonly base: string;
  /** Asks it, as the global `fetch` asks a server. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /**
   * Puts a resource in, past all rules, and gives its id.
   *
   * @throws {@link LintError} if its `schemas` name no type of the endpoint
   */
  hold(resource: object): string;
  /** The resources, in the order of their creation. */
  resources(): readonly Readonly<Record<string, unknown>>[];
}

/**
 * Makes a service provider in memory.
 *
 * @throws {@link LintError} if the profile is wrong
 *
 * @example
 * ```js
 * const { base, fetch } = createStandIn({ profile: "github-emu" });
 * const response = await fetch(`${base}/Users?filter=${encodeURIComponent('userName eq "ines"')}`);
 * ```
 */
export function createStandIn(options?: StandInOptions): StandIn;
