// What every entry shares: the calls, with the JSON of a wasm core turned into objects.

import { httpText, isRequest, pointersOnly } from "./objects.js";

/** The answer to a request that has nothing wrong: the core returns nothing, we one object. */
const NOTHING_TO_SAY = Object.freeze({ version: 1, diagnostics: Object.freeze([]) });

/** The options of a call without options, so that the common case builds no text. */
const NO_OPTIONS = "";

const encoder = new TextEncoder();

export class LintError extends Error {
  constructor(message, place = {}) {
    super(message);
    this.name = "LintError";
    // Where in the text, if that is known.
    this.range = place.range ?? null;
    this.utf16 = place.utf16 ?? null;
  }
}

/** The answer that a core wrote as JSON. */
export function parsed(json) {
  const answer = JSON.parse(json);
  if (answer.error !== undefined) throw new LintError(answer.error.message, answer.error);
  return answer;
}

/** The options of a call as a core reads them. */
export function asked(options) {
  return options === undefined ? NO_OPTIONS : JSON.stringify(options);
}

/** The calls of one core, which wasm-bindgen's glue `core` stands before. Nothing is started here. */
export function calls(core) {
  /** The core's memory; `undefined` until it is loaded. */
  let memory;

  /** The part of the memory into which texts are written; it is laid anew when the memory grows. */
  let input = new Uint8Array(0);

  function load(wasm) {
    ({ memory } = core.initSync({ module: wasm }));
  }

  function loaded() {
    if (memory !== undefined) return core;
    throw new LintError("the wasm core is not loaded yet: `await ready` first, or call `load`");
  }

  /** Writes a text where the core reads it and gives its length in bytes. */
  function write(text) {
    // A UTF-16 code unit takes three bytes of UTF-8 at most.
    const bytes = text.length * 3;
    if (input.length < bytes) {
      const start = core.room(bytes);
      input = new Uint8Array(memory.buffer, start, bytes);
    } else if (input.buffer !== memory.buffer) {
      input = new Uint8Array(memory.buffer, core.room(0), input.length);
    }
    return encoder.encodeInto(text, input).written;
  }

  /** Calls the core with a text and gives its JSON; `undefined` when there is nothing to say. */
  function call(ask, text, options) {
    if (typeof text !== "string") {
      throw new TypeError(`\`text\` is a string, not ${text === null ? "null" : typeof text}; use JSON.stringify for an object`);
    }
    loaded();
    return ask(write(text), asked(options));
  }

  function lintText(text, options) {
    const json = call(core.lint, text, options);
    return json === undefined ? NOTHING_TO_SAY : parsed(json);
  }

  function lint(value, options) {
    if (typeof value === "string") return lintText(value, options);
    if (isRequest(value)) {
      const { response, ...rest } = options ?? {};
      return httpText(value, response).then((text) => pointersOnly(lintText(text, { ...rest, from: "http" })));
    }
    if (typeof value !== "object" || value === null) {
      throw new TypeError(`a request is a text, an object or a \`Request\`, not ${value === null ? "null" : typeof value}`);
    }
    return pointersOnly(lintText(JSON.stringify(value), options));
  }

  return {
    load,
    loaded,
    lint,
    // The core has none of these; the larger modules' entries alone hand them on.
    fix: (text, options) => parsed(call(core.fix, text, options)),
    mask: (text, options, { personal = false } = {}) =>
      parsed(call((length, json) => core.mask(length, json, personal), text, options)).text,
    loadProfile: (text) => {
      const json = call(core.load_profile, text);
      if (json !== undefined) parsed(json);
    },
    loadSchemas: (name, text) => {
      if (typeof name !== "string") throw new TypeError("`name` is a string: what `profile` calls the endpoint");
      const json = call((length) => core.load_schemas(length, name), text);
      if (json !== undefined) parsed(json);
    },
    profiles: () => JSON.parse(loaded().profiles()),
    version: () => loaded().version(),
  };
}
