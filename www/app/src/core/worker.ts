// Lints away from the page's own thread, so that a large paste never holds up the typing.

import * as core from "scimproof/load";
import * as full from "scimproof/full/load";
import type { FromWorker, ToWorker } from "./protocol";

/** The linter that answers: the core until the full one is there, which reads more forms and offers fixes. */
let linter: typeof core = core;
/** A profile that is not built in, which only the full linter reads. */
let own: string | undefined;

function bring(): void {
  if (own !== undefined && linter === full) full.loadProfile(own);
}

const answer = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("module" in data) {
    core.load(data.module);
    answer({ profiles: core.profiles() });
    return;
  }
  if ("full" in data) {
    full.load(data.full);
    linter = full;
    bring();
    // The full linter has more of them.
    answer({ profiles: full.profiles() });
    return;
  }
  if ("own" in data) {
    own = data.own;
    bring();
    return;
  }
  try {
    answer({ report: linter.lint(data.text, data.options) });
  } catch (error) {
    // Anything else is a fault of ours and ends this worker; the page starts another.
    if (!(error instanceof core.LintError)) throw error;
    answer({ unreadable: error.message });
  }
};
