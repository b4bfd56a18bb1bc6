// A source for CodeMirror's `linter`.

import { LintError, lint } from "scimproof/full";

export function scimLinter(options) {
  return ({ state }) => {
    const text = state.doc.toString();
    if (text.trim() === "") return [];
    try {
      return lint(text, typeof options === "function" ? options() : options).diagnostics.map(shown);
    } catch (error) {
      if (!(error instanceof LintError)) throw error;
      return [{ from: 0, to: text.length, severity: "error", message: error.message }];
    }
  };
}

/** A diagnostic as CodeMirror shows it. What has no place in the text stands at its start. */
function shown({ rule, severity, message, help, utf16, fix }) {
  const [from, to] = utf16 ?? [0, 0];
  const actions = fix === undefined ? [] : [{ name: fix.title, apply: (view) => view.dispatch({ changes: fix.edits.map(change) }) }];
  return { from, to, severity, source: rule, message: help === undefined ? message : `${message}\n${help}`, actions };
}

const change = ({ utf16: [from, to], text }) => ({ from, to, insert: text });
