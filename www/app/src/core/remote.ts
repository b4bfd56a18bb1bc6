// The page's side of calls to a worker. Each view has workers of its own, so that none waits for another.

import type { Calls, FromWorker, ToWorker } from "./serve";

/** The worker does not answer, for a reason that its words give: what was asked is wrong, and perhaps where. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly place: readonly [number, number] | null,
  ) {
    super(message);
  }
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: Error) => void;
}

export class Remote<C extends Calls> {
  readonly #module: () => Promise<WebAssembly.Module>;
  readonly #start: () => Worker;
  readonly #told: (told: never) => void;
  #worker: Promise<Worker> | undefined;
  #waiting = new Map<number, Waiting>();
  #next = 0;

  /** Nothing is loaded before the first call. `told` gets what the worker tells before it answers. */
  constructor(module: () => Promise<WebAssembly.Module>, start: () => Worker, told: (told: never) => void = () => {}) {
    this.#module = module;
    this.#start = start;
    this.#told = told;
  }

  /**
   * Calls. Rejects with a `Refusal` where the question is at fault, with another error where the module
   * cannot be loaded or stopped; the next call starts it again.
   */
  async ask<N extends keyof C & string>(name: N, ...given: Parameters<C[N]>): Promise<Awaited<ReturnType<C[N]>>> {
    this.#worker ??= this.#open();
    const worker = await this.#worker;
    const id = this.#next++;
    return new Promise<Awaited<ReturnType<C[N]>>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, name, given } satisfies ToWorker);
    });
  }

  /** Ends the worker, and with it what it remembers. Who waits is told that it stopped. */
  async stop(): Promise<void> {
    const worker = await this.#worker?.catch(() => undefined);
    worker?.terminate();
    this.#fail(new Error("stopped"));
  }

  async #open(): Promise<Worker> {
    let module: WebAssembly.Module;
    try {
      module = await this.#module();
    } catch (reason) {
      this.#worker = undefined;
      throw reason;
    }
    const worker = this.#start();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ("told" in data) {
        this.#told(data.told as never);
        return;
      }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("refused" in data) waiting?.reject(new Refusal(data.refused, data.place));
      else waiting?.resolve(data.value as never);
    };
    worker.onerror = ({ message }) => {
      worker.terminate();
      this.#fail(new Error(message));
    };
    worker.postMessage({ module } satisfies ToWorker);
    return worker;
  }

  #fail(reason: Error): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }
}
