// What the page and the linter's worker say to each other.

import type { LintOptions, Profile, Report } from "scimproof";

/**
 * The first message carries the compiled core, one after it the compiled full linter, and some the text of a profile that
 * is not built in; every other one is a question.
 */
export type ToWorker =
  | { readonly module: WebAssembly.Module }
  | { readonly full: WebAssembly.Module }
  | { readonly own: string }
  | { readonly text: string; readonly options: LintOptions };

export type FromWorker =
  | { readonly profiles: readonly Profile[] }
  | { readonly report: Report }
  | { readonly unreadable: string };
