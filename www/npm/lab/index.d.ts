/**
 * The linter in full, and what one needs beside it: questions about filters, values and names, series of exchanges,
 * the stand-in and the suites. The calls of `scimproof/full` and more, in a larger module.
 *
 * @packageDocumentation
 */

export * from "../full/index.js";
export * from "./questions.js";
export * from "./session.js";
export * from "./stand-in.js";
export * from "./suites.js";
