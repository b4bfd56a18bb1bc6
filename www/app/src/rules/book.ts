// The rule book, as `scimproof rules --format json` wrote it when the page was built. It is a file of its
// own, loaded by whoever first needs it.

import type { Requirement, Severity } from "scimproof";
import url from "./book.json?url";

/** How much a rule matters by a profile. */
export type Weight = Severity | "quiet";

/** From the worst to the least. */
export const WEIGHTS: readonly Weight[] = ["error", "warning", "info", "quiet"];

export interface Book {
  readonly profiles: readonly { readonly name: string; readonly title: string }[];
  readonly families: readonly Family[];
}

export interface Family {
  readonly title: string;
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly name: string;
  /** The defect in a sentence, then why it hurts and who sends it. */
  readonly texts: readonly [string, ...string[]];
  readonly requirement: (Requirement & { readonly sentence: string }) | null;
  /** Whether the examples are one request each, or exchanges. */
  readonly about: "request" | "exchanges";
  /** The profile under which the examples stand; none where they stand under facts of their own. */
  readonly profile: string | null;
  readonly bad: Example | null;
  readonly good: Example | null;
  readonly fix: { readonly title: string; readonly safe: boolean } | null;
  readonly judged: readonly Judged[];
  readonly senders: readonly string[];
  /** By the book's profiles, in their order. */
  readonly severities: readonly Weight[];
}

export interface Example {
  /** To the byte. */
  readonly text: string;
  /** Laid out, with what cannot be seen written as escapes. */
  readonly shown: string;
}

export interface Judged {
  readonly profiles: readonly string[];
  readonly severity: Weight;
  readonly sentence: string;
  readonly exceptions: readonly { readonly when: string; readonly then: string }[];
}

let loading: Promise<Book> | undefined;

/** The book. A try that failed is not the last one. */
export function book(): Promise<Book> {
  loading ??= read().catch((reason: unknown) => {
    loading = undefined;
    throw reason;
  });
  return loading;
}

/** The rule of that name. */
export async function rule(name: string): Promise<Rule | undefined> {
  const { families } = await book();
  return families.flatMap(({ rules }) => rules).find((it) => it.name === name);
}

async function read(): Promise<Book> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json() as Promise<Book>;
}

/** Where a section of an RFC stands, such as `RFC 7644 §3.5.2`. */
export function sectionUrl(section: string): string | undefined {
  const [, rfc, number] = /^RFC (\d+) §([\w.]+)$/.exec(section) ?? [];
  return rfc && `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${number}`;
}
