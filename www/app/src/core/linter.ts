// The page's side of the linter: one question at a time, and of those that wait only the newest.
//
// The core is there first and judges bodies and HTTP. The full linter, which also reads commands and offers fixes,
// is fetched behind it and takes over; what the core answered last is asked again then.

import type { LintOptions, Profile, Report } from "scimproof";
import { core, full } from "./modules";
import type { FromWorker, ToWorker } from "./protocol";
import LintWorker from "./worker?worker&inline";

export interface Question {
  readonly text: string;
  readonly options: LintOptions;
}

export type Outcome =
  | { readonly kind: "report"; readonly text: string; readonly report: Report }
  | { readonly kind: "unreadable"; readonly text: string; readonly message: string }
  | { readonly kind: "stopped"; readonly text: string };

export class Linter {
  readonly #module: WebAssembly.Module;
  readonly #answered: (outcome: Outcome) => void;
  #worker: Worker;
  /** Waits for the profiles of a module. */
  #started: (profiles: readonly Profile[]) => void;
  #full: WebAssembly.Module | undefined;
  #own: string | undefined;
  #asked: Question | undefined;
  /** The last question that was answered. */
  #answeredLast: Question | undefined;
  #waiting: Question | undefined;

  /** Loads the core and starts the worker. Rejects if either cannot be had. */
  static async start(answered: (outcome: Outcome) => void): Promise<{ linter: Linter; profiles: readonly Profile[] }> {
    const module = await core();
    return new Promise((resolve, reject) => {
      const linter = new Linter(module, answered, (profiles) => resolve({ linter, profiles }), reject);
    });
  }

  /**
   * Fetches the full linter and lets it answer; the profiles that it has. Without it everything that the core reads is
   * still judged.
   */
  async widen(): Promise<readonly Profile[]> {
    this.#full = await full();
    const profiles = new Promise<readonly Profile[]>((started) => (this.#started = started));
    this.#worker.postMessage({ full: this.#full } satisfies ToWorker);
    // What the core has answered, or is answering, is asked again.
    if (this.#asked) this.#waiting ??= this.#asked;
    else if (this.#answeredLast) this.ask(this.#answeredLast);
    return profiles;
  }

  /** Brings a profile that is not built in, by its text, so that questions can name it once the full linter is there. */
  bring(own: string): void {
    this.#own = own;
    this.#worker.postMessage({ own } satisfies ToWorker);
  }

  private constructor(
    module: WebAssembly.Module,
    answered: (outcome: Outcome) => void,
    started: (profiles: readonly Profile[]) => void,
    failed: (reason: Error) => void,
  ) {
    this.#module = module;
    this.#answered = answered;
    this.#started = started;
    this.#worker = this.#open(failed);
  }

  ask(question: Question): void {
    if (this.#asked) {
      this.#waiting = question;
    } else {
      this.#asked = question;
      this.#worker.postMessage(question satisfies ToWorker);
    }
  }

  #open(failed: (reason: Error) => void): Worker {
    const worker = new LintWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ("profiles" in data) this.#started(data.profiles);
      else if ("report" in data) this.#settle((text) => ({ kind: "report", text, report: data.report }));
      else this.#settle((text) => ({ kind: "unreadable", text, message: data.unreadable }));
    };
    worker.onerror = (event) => {
      failed(new Error(event.message));
      worker.terminate();
      if (!this.#asked) return;
      // The module stopped in the middle of a call and cannot be called again.
      this.#worker = this.#open(() => {});
      this.#settle((text) => ({ kind: "stopped", text }));
    };
    worker.postMessage({ module: this.#module } satisfies ToWorker);
    if (this.#own !== undefined) worker.postMessage({ own: this.#own } satisfies ToWorker);
    if (this.#full) worker.postMessage({ full: this.#full } satisfies ToWorker);
    return worker;
  }

  #settle(outcome: (text: string) => Outcome): void {
    const asked = this.#asked;
    const next = this.#waiting;
    this.#asked = undefined;
    this.#waiting = undefined;
    if (next) this.ask(next);
    if (!asked) return;
    this.#answeredLast = asked;
    this.#answered(outcome(asked.text));
  }
}
