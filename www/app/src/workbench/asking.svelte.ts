// Asking a worker again and again while somebody types: when the typing rests, and only the newest counts.

import { Refusal } from "../core/remote";
import { texts } from "../texts";

export class Asking<T> {
  answer = $state.raw<T | undefined>(undefined);
  /** Why there is no answer. */
  refusal = $state.raw<{ readonly message: string; readonly place: readonly [number, number] | null } | undefined>(undefined);
  #turn = 0;

  /** Asks in a moment; what is given stops it. */
  ask(question: () => Promise<T>): () => void {
    const turn = ++this.#turn;
    const timer = setTimeout(async () => {
      try {
        const answer = await question();
        if (turn !== this.#turn) return;
        this.answer = answer;
        this.refusal = undefined;
      } catch (error) {
        if (turn !== this.#turn) return;
        this.answer = undefined;
        this.refusal = error instanceof Refusal ? error : { message: texts.core.stopped, place: null };
      }
    }, 120);
    return () => clearTimeout(timer);
  }

  /** There is nothing to ask. */
  rest(): void {
    this.#turn += 1;
    this.answer = this.refusal = undefined;
  }
}
