// What every entry shares: the calls, with the JSON of a wasm core turned into objects.

import { httpText, isRequest, pointersOnly } from "./objects.js";

/** The answer to a request that has nothing wrong: the core returns nothing, we one object. */
const NOTHING_TO_SAY = Object.freeze({ version: 1, diagnostics: Object.freeze([]) });

/** The options of a call without options, so that the common case builds no text. */
const NO_OPTIONS = "";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

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

  /** The members of the options that the core has, and their number; `undefined` if they are none that it can have. */
  let chosen = { members: {}, count: 0 };

  /** Whether the core has these options. Their members are compared, since they may change from call to call. */
  function isChosen(options) {
    if (chosen === undefined) return false;
    if (options === undefined) return chosen.count === 0;
    if (typeof options !== "object" || options === null) return false;
    let count = 0;
    for (const name in options) {
      const member = options[name];
      if (member !== chosen.members[name] || typeof member === "object") return false;
      count += 1;
    }
    return count === chosen.count;
  }

  /** Lets the core have these options. */
  function choose(options) {
    if (isChosen(options)) return;
    core.choose(write(asked(options)));
    const hasMembers = options === undefined || (typeof options === "object" && options !== null);
    // Without a prototype it has these members and no others.
    const members = { __proto__: null, ...options };
    chosen = hasMembers ? { members, count: Object.keys(members).length } : undefined;
  }

  /** Sees to it that the core can be asked about a text. */
  function check(text) {
    if (typeof text !== "string") {
      throw new TypeError(`\`text\` is a string, not ${text === null ? "null" : typeof text}; use JSON.stringify for an object`);
    }
    loaded();
  }

  function lintText(text, options) {
    check(text);
    choose(options);
    const length = core.lint(write(text));
    if (length === 0) return NOTHING_TO_SAY;
    return parsed(decoder.decode(new Uint8Array(memory.buffer, core.report(), length)));
  }

  function fix(text, options) {
    check(text);
    choose(options);
    return parsed(core.fix(write(text)));
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
    fix,
    mask: (text, options, { personal = false } = {}) => {
      check(text);
      return parsed(core.mask(write(text), asked(options), personal)).text;
    },
    loadProfile: (text) => {
      check(text);
      const json = core.load_profile(write(text));
      if (json !== undefined) parsed(json);
    },
    loadSchemas: (name, text) => {
      if (typeof name !== "string") throw new TypeError("`name` is a string: what `profile` calls the endpoint");
      check(text);
      const json = core.load_schemas(write(text), name);
      if (json !== undefined) parsed(json);
    },
    profiles: () => JSON.parse(loaded().profiles()),
    version: () => loaded().version(),
  };
}
