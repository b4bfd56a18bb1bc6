// Filters and PATCH, away from the page's own thread.

import * as lab from "scimproof/lab/load";
import type { Filter, Patched, PatchPath } from "scimproof/lab";
import { serve } from "../core/serve";

/** What could not be answered, in words. */
export interface Problem {
  readonly problem: string;
}

export interface Sought {
  readonly tree: Filter;
  readonly resources: readonly { readonly shown: string; readonly matches: boolean | Problem }[];
}

/** The tree of a filter, and which of the resources fit it. */
function seek(filter: string, resources: string, profile: string): Sought {
  const tree = lab.parseFilter(filter);
  const listed = resources.trim() === "" ? [] : list(resources);
  return {
    tree,
    resources: listed.map((resource) => {
      const matches = tried(() => lab.matches(filter, JSON.stringify(resource), { profile }));
      return { shown: shown(resource), matches };
    }),
  };
}

/** On a line, with what tells resources apart first. */
function shown(resource: unknown): string {
  if (typeof resource !== "object" || resource === null || !("schemas" in resource)) return JSON.stringify(resource);
  const { schemas, ...rest } = resource;
  return JSON.stringify({ ...rest, schemas });
}

/** One resource, an array of them, or the answer to a query. */
function list(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new lab.LintError((error as Error).message);
  }
  if (Array.isArray(value)) return value;
  const listed = (value as { Resources?: unknown } | null)?.Resources;
  return Array.isArray(listed) ? listed : [value];
}

export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value: string;
  readonly parsed?: PatchPath | Problem;
}

export interface Patching {
  readonly operations: readonly Operation[];
  /** By the profile's name. */
  readonly results: Readonly<Record<string, Patched | Problem>>;
}

/** What becomes of a resource on each endpoint. */
function patch(resource: string, body: string): Patching {
  const results = lab.profiles().flatMap(({ kind, name }) =>
    kind === "provider" ? [[name, tried(() => lab.applyPatch(resource, body, { profile: name }))] as const] : [],
  );
  return { operations: operations(body), results: Object.fromEntries(results) };
}

function operations(body: string): readonly Operation[] {
  let listed: unknown;
  try {
    listed = (JSON.parse(body) as { Operations?: unknown } | null)?.Operations;
  } catch {
    return [];
  }
  if (!Array.isArray(listed)) return [];
  return listed.map((operation: { op?: unknown; path?: unknown; value?: unknown } | null) => {
    const { op, path, value } = operation ?? {};
    const shown = { op: String(op ?? ""), path: String(path ?? ""), value: value === undefined ? "" : JSON.stringify(value) };
    return typeof path === "string" ? { ...shown, parsed: tried(() => lab.parsePath(path)) } : shown;
  });
}

function tried<T>(ask: () => T): T | Problem {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof lab.LintError)) throw error;
    return { problem: error.message };
  }
}

const providers = () => lab.profiles().filter(({ kind }) => kind === "provider");

const calls = { seek, patch, providers };

export type Workbench = typeof calls;

serve(lab.load, calls);
