// Questions about filters, paths, values and names.

import { asked, parsed } from "../calls.js";
import { guarded } from "./guarded.js";

const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));

export function questions(core) {
  return {
    parseFilter: (filter) => parsed(core().parse_filter(filter)).filter,
    parsePath: (path) => parsed(core().parse_path(path)).path,
    matches: (filter, resource, options) => parsed(core().matches(filter, text(resource), asked(options))).matches,
    applyPatch(resource, body, options) {
      const { version, ...applied } = parsed(guarded(() => core().apply_patch(text(resource), text(body), asked(options))));
      return applied;
    },
    jsonSchema: (resourceType, { purpose = "create", ...options } = {}) =>
      parsed(core().json_schema(resourceType, purpose, asked(options))).schema,
    normalizeUsername(userName, { deployment = "github.com", shortcode = "" } = {}) {
      const { version, ...normalized } = parsed(core().username(userName, deployment, shortcode));
      return normalized;
    },
  };
}
