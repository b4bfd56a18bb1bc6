// The capture that is open: its exchanges as they come, and which of them are shown.

import type { Profile, Severity } from "scimproof";
import { lab } from "../core/modules";
import { Refusal, Remote } from "../core/remote";
import type { OwnProfile } from "../rules/book";
import { texts } from "../texts";
import type { Detail, Progress, Reading, Row, Summary } from "./worker";
import CaptureWorker from "./worker?worker&inline";

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

export type Only = "all" | "found" | "errors";

export class CaptureState {
  readonly #remote = new Remote<Reading>(lab, () => new CaptureWorker(), (progress: Progress) => this.#progress(progress));
  /** Grows in place; `count` says how far. */
  readonly #rows: Row[] = [];
  #turn = 0;
  /** Whether the worker is at work on a capture. */
  #busy = false;
  /** Counts what changed rows that were there. */
  #marked = $state(0);

  #builtIn = $state.raw<readonly Profile[]>([]);
  /** A profile that is not built in: the endpoint of the example that was opened. */
  own = $state.raw<OwnProfile | undefined>(undefined);
  readonly profiles = $derived<readonly Profile[]>(this.own ? [...this.#builtIn, this.own] : this.#builtIn);
  profile = $state("rfc7644");
  client = $state("");

  /** What the capture is called; empty while there is none. */
  name = $state("");
  count = $state(0);
  /** How much of it is read, up to 1. */
  read = $state(0);
  summary = $state.raw<Summary | undefined>(undefined);
  problem = $state("");

  search = $state("");
  only = $state<Only>("all");
  selected = $state(-1);
  detail = $state.raw<Detail | undefined>(undefined);

  /** The indices of the rows that are shown; none while all are. */
  readonly #kept = $derived.by(() => {
    const words = this.search.toLowerCase().split(/\s+/).filter((word) => word !== "");
    if (words.length === 0 && this.only === "all") return undefined;
    const kept: number[] = [];
    for (let index = 0; index < this.count; index++) {
      const { method, target, status, worst } = this.row(index);
      if (this.only === "found" && !worst) continue;
      if (this.only === "errors" && worst !== "error") continue;
      const said = `${method} ${target} ${status}`.toLowerCase();
      if (words.every((word) => said.includes(word))) kept.push(index);
    }
    return kept;
  });

  readonly shown = $derived(this.#kept ? this.#kept.length : this.count);

  readonly sums = $derived.by(() => {
    const sums = { error: 0, warning: 0, info: 0, skipped: 0, unreadable: 0 };
    for (let index = 0; index < this.count; index++) {
      const { kind, worst } = this.row(index);
      if (kind !== "judged") sums[kind] += 1;
      else if (worst) sums[worst] += 1;
    }
    return sums;
  });

  row(index: number): Row {
    void this.#marked;
    return this.#rows[index] as Row;
  }

  /** The index of the row that stands there in the list. */
  at(place: number): number {
    return this.#kept ? (this.#kept[place] ?? -1) : place;
  }

  /** Where a row stands in the list; -1 where it is left out. */
  placeOf(index: number): number {
    return this.#kept ? this.#kept.indexOf(index) : index;
  }

  async prepare(): Promise<void> {
    this.#builtIn = await this.#remote.ask("profiles");
  }

  /** Opens a file or a text, and judges it. */
  async open(source: Blob | string, name: string): Promise<void> {
    const turn = await this.#restart();
    this.name = name;
    this.#busy = true;
    try {
      await this.#remote.ask("open", source);
      if (turn === this.#turn) await this.judge();
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  /** Judges what is open anew, as when another endpoint is chosen. */
  async judge(): Promise<void> {
    const turn = ++this.#turn;
    this.#busy = true;
    this.#clear();
    const options = { profile: this.profile, ...(this.client !== "" && { client: this.client }) };
    try {
      const summary = await this.#remote.ask("read", options, this.own?.text, turn);
      if (turn !== this.#turn) return;
      this.#busy = false;
      this.#conclude(summary);
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  async select(index: number): Promise<void> {
    this.selected = index;
    const detail = await this.#remote.ask("detail", index).catch(() => undefined);
    if (this.selected === index) this.detail = detail;
  }

  async close(): Promise<void> {
    await this.#restart();
    this.name = "";
  }

  /** Gives up what is being read; a worker that reads hears nothing else. */
  async #restart(): Promise<number> {
    const turn = ++this.#turn;
    this.problem = "";
    this.#clear();
    if (this.#busy) await this.#remote.stop();
    this.#busy = false;
    return turn;
  }

  #clear(): void {
    this.#rows.length = 0;
    this.count = this.read = 0;
    this.summary = this.detail = undefined;
    this.selected = -1;
  }

  #progress({ turn, rows, read }: Progress): void {
    if (turn !== this.#turn) return;
    for (const row of rows) this.#rows.push(row);
    this.count = this.#rows.length;
    this.read = read;
  }

  /** What only the series shows is marked in the rows, too. */
  #conclude(summary: Summary): void {
    for (const { exchange, severity } of summary.findings) {
      const row = this.#rows[exchange - 1];
      if (!row) continue;
      const worst = SEVERITIES.find((it) => it === severity || it === row.worst);
      this.#rows[exchange - 1] = { ...row, found: row.found + 1, worst };
    }
    this.#marked += 1;
    this.summary = summary;
  }

  #fail(error: unknown): void {
    this.#busy = false;
    const reasons: Readonly<Record<string, string>> = texts.capture.problems;
    const message = error instanceof Refusal ? error.message : "";
    this.problem = reasons[message] ?? (message || texts.capture.problems.stopped);
    this.name = "";
  }
}
