// Lints away from the page's own thread, so that a large paste never holds up the typing.

import { LintError, lint, load, profiles } from "scimproof/load";
import type { FromWorker, ToWorker } from "./protocol";

const answer = (message: FromWorker) => self.postMessage(message);

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("module" in data) {
    load(data.module);
    answer({ profiles: profiles() });
    return;
  }
  try {
    answer({ report: lint(data.text, data.options) });
  } catch (error) {
    // Anything else is a fault of ours and ends this worker; the page starts another.
    if (!(error instanceof LintError)) throw error;
    answer({ unreadable: error.message });
  }
};
