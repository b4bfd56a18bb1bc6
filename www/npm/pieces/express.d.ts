import type { IncomingMessage, ServerResponse } from "node:http";
import type { LintOptions } from "../index.js";

/** Who judges, and how much is read. */
export type ScimErrorsOptions = Pick<LintOptions, "profile" | "parameters" | "client" | "strict"> & {
  /** The bytes of a body that are read at most; larger ones are answered 413. 1 MiB when left out. */
  readonly limit?: number;
};

/**
 * A handler for Express that answers malformed requests with an error of SCIM, as the profile's endpoint does, and lets all
 * others pass. It reads the body where no parser did before, and leaves it parsed in `request.body`.
 *
 * @example
 * ```js
 * app.use("/scim/v2", scimErrors({ profile: "entra-ready" }));
 * ```
 */
export function scimErrors(
  options?: ScimErrorsOptions,
): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => Promise<void>;
