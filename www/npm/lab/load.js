// The linter in full, and what one needs beside it: questions about values, series, the stand-in and the suites. This
// entry starts nothing by itself; its caller hands it the module.

import * as lab from "../dist/lab.js";
import { calls } from "../calls.js";
import { questions } from "./questions.js";
import { session } from "./session.js";
import { standIn } from "./stand-in.js";
import { suites } from "./suites.js";

export { LintError } from "../calls.js";
const { loaded, ...shared } = calls(lab);
export const { load, lint, fix, loadProfile, loadSchemas, mask, profiles, version } = shared;
export const { applyPatch, jsonSchema, matches, normalizeUsername, parseFilter, parsePath } = questions(loaded);
export const Session = session(loaded);
export const createStandIn = standIn(loaded);
export const runSuites = suites(loaded);
