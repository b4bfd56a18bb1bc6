// What the page and the linter's worker say to each other.

import type { LintOptions, Profile, Report } from "scimproof";

/** The first message carries the compiled core, one after it the compiled full linter; every other one a question. */
export type ToWorker =
  | { readonly module: WebAssembly.Module }
  | { readonly full: WebAssembly.Module }
  | { readonly text: string; readonly options: LintOptions };

export type FromWorker =
  | { readonly profiles: readonly Profile[] }
  | { readonly report: Report }
  | { readonly unreadable: string };
