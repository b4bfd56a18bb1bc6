import type { Requirement, Severity } from "../index.js";

/** How much a rule matters by a profile. */
export type Weight = Severity | "quiet";

/** Every rule, by family. */
export interface RuleBook {
  /** The version of this form. Of each version, members are only ever added. */
  readonly version: 1;
  /** The profiles of endpoints, in the order of {@link Rule.severities}. */
  readonly profiles: readonly { readonly name: string; readonly title: string }[];
  readonly families: readonly Family[];
}

/** Rules on one subject. */
export interface Family {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** One way for a request, an answer or a series to be wrong. */
export interface Rule {
  readonly name: string;
  /** The defect in a sentence, then why it hurts and who sends it. */
  readonly texts: readonly [string, ...string[]];
  /** The sentence that it breaks. */
  readonly requirement: (Requirement & { readonly sentence: string }) | null;
  /** Whether the examples are one request each, or exchanges. */
  readonly about: "request" | "exchanges";
  /** The built-in profile under which the examples stand; none where they have a profile of their own. */
  readonly profile: string | null;
  /** The profile of their own: its JSON is what `loadProfile` of `scimproof/full` takes. */
  readonly facts: Readonly<Record<string, unknown>> | null;
  /** What it is found in. */
  readonly bad: Example | null;
  /** The same as it should be. */
  readonly good: Example | null;
  /** What mends the example; not safe where it could change what the request does. */
  readonly fix: { readonly title: string; readonly safe: boolean } | null;
  /** What endpoints make of it; those that judge alike stand together. */
  readonly judged: readonly Judged[];
  /** The clients that are known to send it, and how that is known. */
  readonly senders: readonly string[];
  /** By the book's profiles, in their order. */
  readonly severities: readonly Weight[];
}

/** A request or a series as text. */
export interface Example {
  /** To the byte. */
  readonly text: string;
  /** Laid out, with what cannot be seen written as escapes. */
  readonly shown: string;
}

/** What some endpoints make of a rule. */
export interface Judged {
  readonly profiles: readonly string[];
  readonly severity: Weight;
  readonly sentence: string;
  /** When something else holds, and what. */
  readonly exceptions: readonly { readonly when: string; readonly then: string }[];
}

/**
 * The rule book: what `scimproof rules --format json` prints.
 *
 * @example
 * ```js
 * rules().families.flatMap(({ rules }) => rules).find(({ name }) => name === "bool-as-string").texts[0];
 * ```
 */
export function rules(): RuleBook;
