// Browsers and bundlers. `new URL(…, import.meta.url)` is the form that bundlers recognise: they
// copy the file and rewrite its address.

import { fetched } from "../fetched.js";
import { load } from "./load.js";

export const ready = fetched(new URL("../dist/lab_bg.wasm", import.meta.url), load);
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
