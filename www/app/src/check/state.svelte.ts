// What the view holds: the text, who judges it, and what was said.

import type { LintOptions, Profile, Report } from "scimproof";
import type { Comparison } from "./others-worker";
import type { Outcome } from "../core/linter";
import type { OwnProfile } from "../rules/book";

const KEY = "profile";

type Core = "loading" | "ready" | "failed";

export class CheckState {
  core = $state<Core>("loading");
  /** Whether all profiles are there. */
  whole = $state(false);
  #builtIn = $state.raw<readonly Profile[]>([]);
  /** One that is not built in: the endpoint of the example that was opened. */
  own = $state.raw<OwnProfile | undefined>(undefined);
  readonly profiles = $derived<readonly Profile[]>(this.own ? [...this.#builtIn, this.own] : this.#builtIn);

  /** Something to say that is not about the text. */
  notice = $state("");
  /** Whether what it is about belongs into the view of captures. */
  capture = $state(false);
  text = $state("");
  /** Counts edits: a text that is replaced by itself has lost its underlines too. */
  revision = $state(0);
  profileName = $state("");
  /** By profile, so that a switch there and back loses nothing. */
  parameters = $state<Record<string, Record<string, string>>>({});
  /** What the person says about a text that does not say it. */
  method = $state("");
  target = $state("");

  /** The newest answer. It may be about a text that has been edited since. */
  outcome = $state.raw<Outcome | undefined>(undefined);
  /** How others judge it. It may be about a text that has been edited since. */
  comparison = $state.raw<Comparison | undefined>(undefined);
  /** The finding at the cursor. */
  current = $state(-1);

  readonly empty = $derived(this.text.trim() === "");
  readonly profile = $derived(this.profiles.find(({ name }) => name === this.profileName));
  readonly report = $derived<Report | undefined>(
    !this.empty && this.outcome?.kind === "report" ? this.outcome.report : undefined,
  );
  /** A bare body leaves open where it is sent, so that is assumed, or the person says it. */
  readonly asksWhere = $derived(this.report?.reader === "body");

  readonly options = $derived.by<LintOptions>(() => {
    const set = Object.entries(this.parameters[this.profileName] ?? {}).filter(([, value]) => value !== "");
    return {
      profile: this.profileName,
      verbose: true,
      ...(set.length > 0 && { parameters: Object.fromEntries(set) }),
      ...(this.method !== "" && { method: this.method }),
      ...(this.target !== "" && { target: this.target }),
    };
  });

  /** A core is there. The profile of the last visit is chosen, or the first one; the lab may bring it later. */
  ready(profiles: readonly Profile[]): void {
    this.#builtIn = profiles.filter(({ kind }) => kind === "provider");
    this.profileName ||= remembered() ?? this.profiles[0]?.name ?? "";
    this.core = "ready";
  }

  /** No more profiles come. */
  complete(): void {
    this.whole = true;
    if (!this.profile) this.profileName = this.profiles[0]?.name ?? "";
  }

  choose(profile: string): void {
    this.profileName = profile;
    try {
      localStorage.setItem(KEY, profile);
    } catch {
      // Storage is switched off; nothing but the choice is lost.
    }
  }

  edit(text: string): void {
    this.text = text;
    this.revision += 1;
    // What was said about one text does not hold for the next.
    if (this.empty) this.method = this.target = "";
  }

  parameter(name: string): string {
    return this.parameters[this.profileName]?.[name] ?? "";
  }

  setParameter(name: string, value: string): void {
    this.parameters[this.profileName] = { ...this.parameters[this.profileName], [name]: value };
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
