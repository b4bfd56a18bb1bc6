// Every word of the page. What is said about a request comes from the core, not from here.

import type { Reader, Severity } from "scimproof";

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const texts = {
  frame: {
    tagline: "Will the endpoint accept it?",
    views: "Views",
    skip: "Skip to the content",
    viewFailed: "This part of the page could not be loaded",
    viewFailedHelp: "Its file may be out of reach, or of another version. What you have in the other parts is lost when the page is loaded again.",
    reload: "Load the page again",
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
    noExample: (name: string) => `The rule book has no such example of “${name}”.`,
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
  rules: {
    title: "Rule book",
    loading: "Loading the rule book",
    failed: "The rule book could not be loaded",
    failedHelp: "It is a file beside the page. Load the page again; if that does not help, the command line has the same: scimproof rules.",
    list: "Rules",
    search: "Search the rules",
    searchPlaceholder: "Search: a name, a word, a sender",
    judgedBy: "Severity by",
    every: "all profiles, the worst",
    found: (shown: number, all: number) => (shown === all ? count(all, "rule", "rules") : `${shown} of ${count(all, "rule", "rules")}`),
    none: "No rule has these words.",
    unknown: (name: string) => `There is no rule “${name}”.`,
    unknownHelp: "The list has all of them; search it by a word.",
    intro: "Each rule is one way for a request to go wrong.",
    introHelp:
      "Its page says why it hurts and who sends it, shows it, and says what each endpoint makes of it and how that is known. Choose one, or search for what you see in your logs.",
    severity: { error: "error", warning: "warning", info: "note", quiet: "quiet" } satisfies Record<Severity | "quiet", string>,
    severityMeans: {
      error: "refused, or does harm",
      warning: "may be refused, or has no effect, or others refuse it",
      info: "worth knowing",
      quiet: "not reported",
    } satisfies Record<Severity | "quiet", string>,
    back: "All rules",
    bad: "Found in",
    good: "Right",
    open: "Open in Check",
    fix: "Fix",
    fixSafe: "It is safe: a lenient endpoint ends in the same state without it.",
    fixUnsafe: "It changes what a lenient endpoint does, so it is not applied unasked.",
    noFix: "No fix is offered.",
    judged: "Judged by",
    where: (when: string, then: string) => `where ${when}: ${then}`,
    senders: "Known to be sent by",
    standard: (section: string) => `${section} at rfc-editor.org`,
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
