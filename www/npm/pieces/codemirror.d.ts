import type { LintOptions } from "../index.js";

/** A diagnostic as CodeMirror 6 takes it. */
export interface EditorDiagnostic {
  from: number;
  to: number;
  severity: "error" | "warning" | "info";
  source: string;
  message: string;
  actions: { name: string; apply: (view: any) => void }[];
}

/**
 * A source for `linter` of `@codemirror/lint`: findings at their places, with their fixes as actions.
 *
 * @param options - how to judge, or a function that says so each time
 *
 * @example
 * ```js
 * new EditorView({ extensions: [linter(scimLinter({ profile: "github-emu" }))] });
 * ```
 */
export function scimLinter(
  options?: LintOptions | (() => LintOptions),
): (view: { readonly state: { readonly doc: { toString(): string } } }) => EditorDiagnostic[];
