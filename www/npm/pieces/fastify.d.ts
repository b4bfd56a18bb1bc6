import type { ScimErrorsOptions } from "./express.js";

/**
 * A plugin for Fastify that answers malformed requests with an error of SCIM, as the profile's endpoint does. It also parses
 * `application/scim+json`. How much is read is Fastify's own `bodyLimit`.
 *
 * @example
 * ```js
 * await fastify.register(scimErrors, { profile: "entra-ready" });
 * ```
 */
export function scimErrors(fastify: any, options: Omit<ScimErrorsOptions, "limit">, done: (error?: Error) => void): void;
