import type { LintError, LintOptions } from "../index.js";

/** What names an endpoint: its profile, with the profile's parameters. */
export type Endpoint = Pick<LintOptions, "profile" | "parameters">;

/** An attribute as a filter or a path names it (RFC 7644 §3.10), spelled as it was written. */
export interface AttributePath {
  /** The URN of the schema, where the path is qualified by one. */
  readonly schema?: string;
  /** The attribute's name. */
  readonly attribute: string;
  /** The sub-attribute's name. */
  readonly subAttribute?: string;
}

/** A filter as a tree (RFC 7644 §3.4.2.2). */
export type Filter =
  | { readonly kind: "present"; readonly attribute: AttributePath }
  | {
      readonly kind: "compare";
      readonly attribute: AttributePath;
      readonly operator: "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";
      readonly value: string | number | boolean | null;
    }
  | { readonly kind: "and" | "or"; readonly filters: readonly Filter[] }
  | { readonly kind: "not"; readonly filter: Filter }
  | { readonly kind: "valuePath"; readonly attribute: AttributePath; readonly filter: Filter };

/** The path of a PATCH operation (RFC 7644 §3.5.2); its sub-attribute is the one behind the brackets, if it has any. */
export interface PatchPath extends AttributePath {
  /** Which of the attribute's values are meant. */
  readonly filter?: Filter;
}

/** What became of a resource by a PATCH. */
export interface Patched {
  /** The resource after all operations; as before where one is refused, since a PATCH is done as a whole or not at all. */
  readonly resource: Readonly<Record<string, unknown>>;
  /** The resource after each operation that was applied. */
  readonly steps: readonly { readonly operation: number; readonly resource: Readonly<Record<string, unknown>> }[];
  /** The operation that cannot be applied, counted from 0, and why. */
  readonly refused?: { readonly operation: number; readonly message: string; readonly scimType: string | null };
}

/** What becomes of a `userName` on GitHub. */
export interface NormalizedUsername {
  /** Whether an account can be had by it. `unknown` is said rather than guessed. */
  readonly outcome: "accepted" | "refused" | "unknown";
  /** The username that people see; it lacks its shortcode where that is not known. */
  readonly login: string;
  /** The part of it that comes from the identity provider. */
  readonly local: string;
  /** The steps that changed something, in order. */
  readonly steps: readonly { readonly kind: string; readonly message: string; readonly before: string; readonly after: string }[];
  /** Why no account is created, in words. */
  readonly problems: readonly string[];
  /** What nobody has said of this very name, in words. */
  readonly unknowns: readonly string[];
}

/**
 * Reads a filter.
 *
 * @throws {@link LintError} with the place of what is wrong with it
 *
 * @example
 * ```js
 * parseFilter('userName eq "ines"').operator; // "eq"
 * ```
 */
export function parseFilter(text: string): Filter;

/**
 * Reads the path of a PATCH operation.
 *
 * @throws {@link LintError} with the place of what is wrong with it
 */
export function parsePath(text: string): PatchPath;

/**
 * Whether a resource fits a filter, by the schemas of the endpoint.
 *
 * @param filter - the filter's text
 * @param resource - an object or its JSON; its type is the one that its `schemas` name, else the endpoint's first
 * @throws {@link LintError} if the filter cannot be read, or compares what cannot be compared
 */
export function matches(filter: string, resource: object | string, endpoint?: Endpoint): boolean;

/**
 * Applies a PATCH to a resource as the endpoint reads it. Whether the endpoint takes the request at all is for `lint`
 * to say.
 *
 * @param resource - an object or its JSON; its type is the one that its `schemas` name
 * @param body - the PATCH's body, an object or its JSON
 * @throws {@link LintError} if no type of the endpoint fits, or the body has no operations
 */
export function applyPatch(resource: object | string, body: object | string, endpoint?: Endpoint): Patched;

/**
 * What an endpoint takes or returns as a JSON Schema (draft 2020-12).
 *
 * @param resourceType - such as `"User"`
 * @throws {@link LintError} if the endpoint has no such type
 */
export function jsonSchema(
  resourceType: string,
  options?: Endpoint & {
    /** What the schema is for; `"create"` when left out. */
    readonly purpose?: "create" | "replace" | "patch" | "response";
  },
): Readonly<Record<string, unknown>>;

/**
 * What GitHub makes of a SCIM `userName`.
 *
 * @throws {@link LintError} if there is no such deployment, or it has no shortcodes
 */
export function normalizeUsername(
  userName: string,
  options?: {
    /** Where; `"github.com"` when left out. */
    readonly deployment?: "github.com" | "ghe.com" | "ghes";
    /** The enterprise's shortcode on github.com. */
    readonly shortcode?: string;
  },
): NormalizedUsername;
