// Lints away from the page's own thread, so that a large paste never holds up the typing.

import * as core from "scimproof/load";
import * as lab from "scimproof/lab/load";
import type { FromWorker, ToWorker } from "./protocol";

/** The linter that answers: the core until the lab is there, which reads more forms and offers fixes. */
let linter: typeof core = core;

const answer = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("module" in data) {
    core.load(data.module);
    answer({ profiles: core.profiles() });
    return;
  }
  if ("lab" in data) {
    lab.load(data.lab);
    linter = lab;
    // The lab has more of them.
    answer({ profiles: lab.profiles() });
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
