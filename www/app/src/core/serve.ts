// The worker's side of calls: one of the package's modules, away from the page's own thread.

import { LintError } from "scimproof/load";

type Call = (...given: never[]) => unknown;
export type Calls = Readonly<Record<string, Call>>;

/** The first message carries the compiled module, every other one a call. */
export type ToWorker =
  | { readonly module: WebAssembly.Module }
  | { readonly id: number; readonly name: string; readonly given: readonly unknown[] };

export type FromWorker =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly refused: string; readonly place: readonly [number, number] | null }
  | { readonly told: unknown };

/** Answers the calls of a page, one after the other. */
export function serve(load: (module: WebAssembly.Module) => void, calls: Calls): void {
  self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
    if ("module" in data) {
      load(data.module);
      return;
    }
    const { id, name, given } = data;
    try {
      const value = await calls[name]?.(...(given as never[]));
      answer({ id, value });
    } catch (error) {
      // Anything else is a fault of ours and ends this worker; the page starts another.
      if (!(error instanceof LintError)) {
        setTimeout(() => {
          throw error;
        });
        return;
      }
      answer({ id, refused: error.message, place: error.utf16 });
    }
  };
}

/** Tells the page something before the call is answered. */
export const tell = (told: unknown): void => answer({ told });

const answer = (message: FromWorker): void => self.postMessage(message);
