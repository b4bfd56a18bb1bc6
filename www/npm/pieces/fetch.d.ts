import type { LintOptions, Report } from "../index.js";

/** Who judges, and who is told. */
export type LintedOptions = Pick<LintOptions, "profile" | "parameters" | "client" | "strict" | "verbose"> & {
  /** Gets the report on each request and its answer. What it throws, the caller of `fetch` catches. */
  readonly onReport: (report: Report, exchange: { readonly request: Request; readonly response: Response }) => void;
};

/**
 * A `fetch` that lints what a client sends and what it is answered.
 *
 * @example
 * ```js
 * const fetch = linted(globalThis.fetch, {
 *   profile: "github-emu",
 *   onReport: ({ diagnostics }, { request }) => diagnostics.forEach(({ message }) => console.warn(request.url, message)),
 * });
 * ```
 */
export function linted(
  fetch: (request: Request) => Promise<Response>,
  options: LintedOptions,
): (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
