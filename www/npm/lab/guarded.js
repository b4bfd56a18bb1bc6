// The core's objects say in a text why they cannot be made; here that is an error.

import { LintError } from "../calls.js";

/** Makes an object of the core, or asks one something that can fail as a whole. */
export function guarded(make) {
  try {
    return make();
  } catch (cause) {
    throw typeof cause === "string" ? new LintError(cause) : cause;
  }
}
