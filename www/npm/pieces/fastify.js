// Fastify: malformed requests are answered before a handler sees them.

import { lint } from "scimproof/full";
import { refusal, requestText } from "./refusal.js";

const JSON_TYPES = ["application/scim+json", "application/json"];

export function scimErrors(fastify, options, done) {
  // Fastify gives its own options to a plugin too.
  const { profile, parameters, client, strict } = options;
  const texts = new WeakMap();
  fastify.removeContentTypeParser("application/json");
  fastify.addContentTypeParser(JSON_TYPES, { parseAs: "string" }, (request, text, parsed) => {
    texts.set(request, text);
    try {
      parsed(null, text === "" ? undefined : JSON.parse(text));
    } catch {
      // What is no JSON is refused by the rules.
      parsed(null, undefined);
    }
  });
  fastify.addHook("preValidation", async (request, reply) => {
    const text = requestText(request.raw, request.originalUrl, texts.get(request) ?? "");
    const refused = refusal(lint(text, { profile, parameters, client, strict, from: "http" }));
    if (refused !== undefined) return reply.code(refused.status).type(refused.type).send(refused.body);
  });
  done();
}

// The routes beside the plugin are meant, not those within it alone.
scimErrors[Symbol.for("skip-override")] = true;
