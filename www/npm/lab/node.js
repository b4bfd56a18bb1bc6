// Node: the module lies beside this file, so it is read at once and nothing has to be awaited.
// No top-level await, so that `require("scimproof/lab")` works too.

import { readFileSync } from "node:fs";
import { load } from "./load.js";

load(readFileSync(new URL("../dist/lab_bg.wasm", import.meta.url)));

export const ready = Promise.resolve();
export {
  LintError,
  Session,
  applyPatch,
  createStandIn,
  fix,
  jsonSchema,
  lint,
  loadProfile,
  loadSchemas,
  mask,
  matches,
  normalizeUsername,
  parseFilter,
  parsePath,
  profiles,
  runSuites,
  version,
} from "./load.js";
