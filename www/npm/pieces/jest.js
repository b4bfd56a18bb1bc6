// For `setupFilesAfterEnv` of Jest, whose `expect` is global.

import { matchers } from "./matchers.js";

globalThis.expect.extend(matchers);
