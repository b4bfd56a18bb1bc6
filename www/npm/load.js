// What every entry shares: the calls, with the JSON of the core turned into objects.
// This entry starts nothing by itself; its caller hands it the module.

import { initSync, lint as coreLint, profiles as coreProfiles, version as coreVersion } from "./dist/core.js";

let loaded = false;

/** The answer to a request that has nothing wrong: the core returns the empty text, we one object. */
const NOTHING_TO_SAY = Object.freeze({ version: 1, diagnostics: Object.freeze([]) });

/** The options of a call without options, so that the common case builds no text. */
const NO_OPTIONS = "";

export class LintError extends Error {
  constructor(message) {
    super(message);
    this.name = "LintError";
  }
}

export function load(wasm) {
  initSync({ module: wasm });
  loaded = true;
}

function core() {
  if (!loaded) throw new LintError("the wasm core is not loaded yet: `await ready` first, or call `load`");
}

export function lint(text, options) {
  if (typeof text !== "string") {
    throw new TypeError(`\`text\` is a string, not ${text === null ? "null" : typeof text}; use JSON.stringify for an object`);
  }
  core();
  const json = coreLint(text, options === undefined ? NO_OPTIONS : JSON.stringify(options));
  if (json === "") return NOTHING_TO_SAY;
  const report = JSON.parse(json);
  if (report.error !== undefined) throw new LintError(report.error.message);
  return report;
}

export function profiles() {
  core();
  return JSON.parse(coreProfiles());
}

export function version() {
  core();
  return coreVersion();
}
