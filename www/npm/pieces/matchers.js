// Matchers for Vitest and Jest: `expect.extend(matchers)`.

import { lint } from "scimproof/full";

export const matchers = {
  toBeAcceptedBy(received, profile, options) {
    const report = lint(received, { ...options, profile, verbose: true });
    return typeof report.then === "function" ? report.then(verdict) : verdict(report);
  },
};

/** Accepted is what the endpoint takes and does in full. */
function verdict({ answer, diagnostics }) {
  const pass = answer.kind === "accept" && answer.effect === "applied";
  const found = diagnostics
    .filter(({ severity }) => severity !== "info")
    .map(({ rule, message, start, pointer, help }) => {
      const place = start ? `line ${start.line}, column ${start.column}` : (pointer ?? "the request");
      return `\n  ${place}: ${message} (${rule})${help ? `\n    ${help}` : ""}`;
    });
  return { pass, message: () => `${answer.sentence}${found.join("")}` };
}
