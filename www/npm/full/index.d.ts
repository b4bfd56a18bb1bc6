/**
 * The linter with every reader, and with fixes: the calls of `scimproof` and more, in a larger module.
 *
 * @packageDocumentation
 */

import type { LintError, LintOptions, Severity } from "../index.js";

export * from "../index.js";

/** What {@link fix} did. */
export interface FixReport {
  /** The version of this form. It changes only when something is removed or changes its meaning. */
  readonly version: 1;
  /** The text with its fixes; the same as before if there was none to make. */
  readonly text: string;
  /** The fixes that were made, in their order. */
  readonly applied: readonly { readonly rule: string; readonly title: string }[];
  /** The errors and warnings that are left. */
  readonly left: readonly LeftOver[];
}

/** A finding that {@link fix} left as it is. */
export interface LeftOver {
  /** The rule's name. */
  readonly rule: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** Why nothing was done about it, in words. */
  readonly why: string;
}

/**
 * Mends a request where that is safe: where a lenient endpoint ends in the same state with and without
 * the fix, and the request with it is predicted to be accepted, as far as the finding is concerned. The
 * text's form and formatting stay: inside a shell's quotes, an edit is quoted as they ask for.
 *
 * @param text - a request body, a raw HTTP request, or a `curl` command
 * @param options - as for `lint`
 * @throws `LintError` if the options are wrong or the text is no request
 * @throws TypeError if `text` is not a string
 */
export function fix(text: string, options?: LintOptions): FixReport;

/**
 * The text of a request that can be shown around: tokens and passwords are covered by `*`, byte for byte. With
 * `personal`, the letters and digits of names, addresses and the like become `x` and `0`, so that they keep their
 * form and the findings stay.
 *
 * @throws `LintError` if the options are wrong or the text is no request
 * @throws TypeError if `text` is not a string
 */
export function mask(text: string, options?: LintOptions, what?: { readonly personal?: boolean }): string;

/**
 * Adds a profile of your own, so that {@link LintOptions.profile | profile} can name it by its `name`. The text is JSON by
 * the schema that `scimproof schema profile` prints: what differs from a profile that it `extends`. Its `schemas` and
 * `resourceTypes` take those of an endpoint's discovery. One of the same name is replaced.
 *
 * @throws `LintError` with the place of what is wrong with it
 * @throws TypeError if `text` is not a string
 */
export function loadProfile(text: string): void;

/**
 * Adds what an endpoint says of itself, so that {@link LintOptions.profile | profile} can name it: the answer of its
 * `/Schemas`, and of its `/ResourceTypes` and `/ServiceProviderConfig` in calls of their own with the same name. What they
 * do not speak of follows the RFCs. It is what `scimproof lint --schemas FILE` does.
 *
 * @param name - what `profile` calls the endpoint
 * @param text - one answer, as JSON
 * @throws `LintError` with the place of what is wrong with it
 * @throws TypeError if one of them is not a string
 */
export function loadSchemas(name: string, text: string): void;
