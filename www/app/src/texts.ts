// Every word of the page. What is said about a request comes from the core, not from here.

import type { Reader, Severity } from "scimproof";

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const texts = {
  frame: {
    tagline: "Will the endpoint accept it?",
    views: "Views",
    toDark: "Use the dark theme",
    toLight: "Use the light theme",
    privacy: "Everything happens in this page. What you paste is not sent anywhere.",
  },
  core: {
    loading: "Loading the checker",
    failed: "The checker could not be loaded",
    failedHelp:
      "The page needs WebAssembly and its own files. Reload it; if that does not help, the command line does the same: scimproof lint.",
    stopped: "The checker stopped on this text and was started again. Please report it with the text, if you can share it.",
  },
  check: {
    title: "Check",
    profile: "Judged by",
    parameter: (name: string) => `Parameter ${name}`,
    parameterUnset: (example: string) => `e.g. ${example}`,
    examples: "Examples",
    request: "Request",
    editor: "Request: a body, raw HTTP or a curl command",
    placeholder: "Paste a body, a raw HTTP request or a curl command.",
    clear: "Clear",
    method: "Method",
    target: "Target",
    assumed: "The text does not say where it is sent, so this is assumed.",
    reader: {
      body: "bare body",
      http: "raw HTTP",
      curl: "curl command",
    } satisfies Record<Reader, string>,
    keys: "next finding",
    keysLeave: "leaves the editor",
  },
  verdict: {
    label: "Predicted answer",
    empty: "Paste a request to see what the endpoint answers.",
    emptyHelp: "Or start from an example of what goes wrong in practice:",
    unreadable: "This text cannot be judged",
    kind: {
      accept: "accepted",
      refuse: "refused",
      unknown: "not known",
    },
    effect: {
      applied: "applied",
      ignored: "accepted, but ignored",
      partial: "accepted in part",
    },
    detail: "It says:",
  },
  findings: {
    title: "Findings",
    none: "Nothing found.",
    counts: (errors: number, warnings: number, infos: number) =>
      [
        errors > 0 ? count(errors, "error", "errors") : "",
        warnings > 0 ? count(warnings, "warning", "warnings") : "",
        infos > 0 ? count(infos, "note", "notes") : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    severity: {
      error: "error",
      warning: "warning",
      info: "note",
    } satisfies Record<Severity, string>,
    place: (line: number, column: number) => `line ${line}, column ${column}`,
    show: (line: number, column: number) => `Show line ${line}, column ${column} in the request`,
    notInText: "not in the text",
    related: "See also",
    fix: "Fix",
    unsafe: "changes what a lenient endpoint stores",
  },
} as const;
