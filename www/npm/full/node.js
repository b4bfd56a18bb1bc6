// Node: the module lies beside this file, so it is read at once and nothing has to be awaited.
// No top-level await, so that `require("scimproof")` works too.

import { readFileSync } from "node:fs";
import { load } from "./load.js";

load(readFileSync(new URL("../dist/full_bg.wasm", import.meta.url)));

export const ready = Promise.resolve();
export { LintError, fix, lint, loadProfile, loadSchemas, mask, profiles, version } from "./load.js";
