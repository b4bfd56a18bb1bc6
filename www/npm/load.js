// What every entry shares: the calls, with the JSON of the core turned into objects.
// This entry starts nothing by itself; its caller hands it the module.

import {
  fix as coreFix,
  initSync,
  lint as coreLint,
  profiles as coreProfiles,
  room,
  version as coreVersion,
} from "./dist/core.js";

/** The core's memory; `undefined` until it is loaded. */
let memory;

/** The part of the memory into which texts are written; it is laid anew when the memory grows. */
let input = new Uint8Array(0);

const encoder = new TextEncoder();

/** The answer to a request that has nothing wrong: the core returns nothing, we one object. */
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
  ({ memory } = initSync({ module: wasm }));
}

function core() {
  if (memory === undefined) throw new LintError("the wasm core is not loaded yet: `await ready` first, or call `load`");
}

/** Writes a text where the core reads it and gives its length in bytes. */
function write(text) {
  // A UTF-16 code unit takes three bytes of UTF-8 at most.
  const bytes = text.length * 3;
  if (input.length < bytes) {
    const start = room(bytes);
    input = new Uint8Array(memory.buffer, start, bytes);
  } else if (input.buffer !== memory.buffer) {
    input = new Uint8Array(memory.buffer, room(0), input.length);
  }
  return encoder.encodeInto(text, input).written;
}

/** Calls the core with a text and gives its JSON; `undefined` when there is nothing to say. */
function call(ask, text, options) {
  if (typeof text !== "string") {
    throw new TypeError(`\`text\` is a string, not ${text === null ? "null" : typeof text}; use JSON.stringify for an object`);
  }
  core();
  return ask(write(text), options === undefined ? NO_OPTIONS : JSON.stringify(options));
}

function parsed(json) {
  const answer = JSON.parse(json);
  if (answer.error !== undefined) throw new LintError(answer.error.message);
  return answer;
}

export function lint(text, options) {
  const json = call(coreLint, text, options);
  return json === undefined ? NOTHING_TO_SAY : parsed(json);
}

export function fix(text, options) {
  return parsed(call(coreFix, text, options));
}

export function profiles() {
  core();
  return JSON.parse(coreProfiles());
}

export function version() {
  core();
  return coreVersion();
}
