// The colour of an answer.

import type { Answer } from "scimproof";
import type { Tone } from "../frame/Choice.svelte";

/** A request that is taken and does not do what it says is not simply accepted. */
export function tone({ kind, effect }: Answer): Tone {
  return kind === "accept" && (effect === "ignored" || effect === "partial") ? "partial" : kind;
}
