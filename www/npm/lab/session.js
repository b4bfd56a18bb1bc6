// Series of exchanges.

import { LintError, asked, parsed } from "../calls.js";
import { guarded } from "./guarded.js";

export function session(core) {
  return class Session {
    #session;

    constructor(options) {
      const { Session } = core();
      this.#session = guarded(() => new Session(asked(options)));
    }

    take(text) {
      return parsed(this.#going().take(text));
    }

    finish() {
      const session = this.#going();
      this.#session = undefined;
      return parsed(session.finish());
    }

    #going() {
      if (this.#session === undefined) throw new LintError("the session is finished; begin another");
      return this.#session;
    }
  };
}
