// This entry starts nothing by itself; its caller hands it the module.

import * as core from "./dist/core.js";
import { calls } from "./calls.js";

export { LintError } from "./calls.js";
export const { load, lint, profiles, version } = calls(core);
