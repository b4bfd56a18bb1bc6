// The linter with every reader, and with fixes. This entry starts nothing by itself; its caller hands it the module.

import * as full from "../dist/full.js";
import { calls } from "../calls.js";

export { LintError } from "../calls.js";
export const { load, lint, fix, loadProfile, loadSchemas, mask, profiles, version } = calls(full);
