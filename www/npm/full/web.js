// Browsers and bundlers. `new URL(…, import.meta.url)` is the form that bundlers recognise: they
// copy the file and rewrite its address.

import { fetched } from "../fetched.js";
import { load } from "./load.js";

export const ready = fetched(new URL("../dist/full_bg.wasm", import.meta.url), load);
export { LintError, fix, lint, loadProfile, loadSchemas, mask, profiles, version } from "./load.js";
