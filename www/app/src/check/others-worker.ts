// What is asked about a request beside the linting while one types.

import type { Answer, LintOptions } from "scimproof";
import * as full from "scimproof/full/load";
import { serve } from "../core/serve";

/** What several endpoints answer, and who is known to send what was found. */
export interface Comparison {
  /** By the profile's name. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** What is known of its senders, by the rule's name. */
  readonly habits: Readonly<Record<string, readonly string[]>>;
}

/** The same request before each endpoint, and from each known client. */
function compare(text: string, options: LintOptions, parameters: Readonly<Record<string, Record<string, string>>>): Comparison {
  const answers: Record<string, Answer> = {};
  const habits: Record<string, string[]> = {};
  const { parameters: _, ...rest } = options;
  for (const { name, kind } of full.profiles()) {
    if (kind === "provider") {
      const set = Object.entries(parameters[name] ?? {}).filter(([, value]) => value !== "");
      const { answer } = full.lint(text, { ...rest, profile: name, verbose: true, parameters: Object.fromEntries(set) });
      if (answer) answers[name] = answer;
      continue;
    }
    for (const { rule, habit } of full.lint(text, { ...options, client: name }).diagnostics) {
      if (habit && !habits[rule]?.includes(habit)) habits[rule] = [...(habits[rule] ?? []), habit];
    }
  }
  return { answers, habits };
}

const calls = { bring: full.loadProfile, compare, fix: full.fix, mask: full.mask };

export type Others = typeof calls;

serve(full.load, calls);
