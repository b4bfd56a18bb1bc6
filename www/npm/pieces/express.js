// Express, and whoever calls handlers as it does: malformed requests are answered before a handler sees them.

import { LintError, lint } from "scimproof/full";
import { refusal, requestText, scimError } from "./refusal.js";

/** A body that is larger is not read. */
const LIMIT = 1024 * 1024;

export function scimErrors({ limit = LIMIT, ...options } = {}) {
  return async (request, response, next) => {
    const answer = ({ status, type, body }) => {
      response.statusCode = status;
      response.setHeader("Content-Type", type);
      response.end(body);
    };
    try {
      const body = await bodyOf(request, limit);
      if (body === undefined) return answer(scimError(413, `the body is larger than ${limit} bytes`));
      const report = lint(requestText(request, request.originalUrl ?? request.url, body), { ...options, from: "http" });
      const refused = refusal(report);
      if (refused !== undefined) return answer(refused);
      next();
    } catch (error) {
      if (error instanceof LintError) error.message = `scimErrors: ${error.message}`;
      next(error);
    }
  };
}

/**
 * The body's text. What no parser before has read is read here, and parsed for those who come after. `undefined` when
 * it is too large.
 */
async function bodyOf(request, limit) {
  const { "content-length": told, "transfer-encoding": coding } = request.headers;
  if (coding === undefined && !(Number(told) > 0)) return "";
  if (typeof request.body === "string") return request.body;
  if (request.body instanceof Uint8Array) return Buffer.from(request.body).toString();
  if (request.body !== undefined && request.readableEnded) return JSON.stringify(request.body);
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  if (length > limit) return undefined;
  const text = Buffer.concat(chunks).toString();
  // Parsers that come later see that there is nothing left to do.
  request._body = true;
  request.body = parsed(text);
  return text;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is refused by the rules, unless nothing was sent.
    return undefined;
  }
}
