// The rule book. It is a file of its own, loaded by whoever first needs it.

import type { Profile } from "scimproof";
import type { Rule, RuleBook, Weight } from "scimproof/rules";
import { texts } from "../texts";
import url from "scimproof/rules.json?url";

export type { Judged, Rule, RuleBook, Weight } from "scimproof/rules";

/** From the worst to the least. */
export const WEIGHTS: readonly Weight[] = ["error", "warning", "info", "quiet"];

let loading: Promise<RuleBook> | undefined;

/** The book. A try that failed is not the last one. */
export function book(): Promise<RuleBook> {
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

async function read(): Promise<RuleBook> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json() as Promise<RuleBook>;
}

/** A profile that is not built in, and its text. */
export interface OwnProfile extends Profile {
  readonly text: string;
}

/** The endpoint of a rule's examples, where it is none that the linter knows. */
export function endpointOf({ facts }: Rule): OwnProfile | undefined {
  if (!facts) return undefined;
  const named = { name: "example", title: texts.rules.endpoint };
  return { ...named, kind: "provider", parameters: [], text: JSON.stringify({ ...facts, ...named }) };
}

/** Where a section of an RFC stands, such as `RFC 7644 §3.5.2`. */
export function sectionUrl(section: string): string | undefined {
  const [, rfc, number] = /^RFC (\d+) §([\w.]+)$/.exec(section) ?? [];
  return rfc && `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${number}`;
}
