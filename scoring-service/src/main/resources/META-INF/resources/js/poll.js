// Asks for something again and again, while someone looks at the page.

import { cancelled } from "./api.js";

/** Milliseconds until the next question: about what changes, and about what has come to rest. */
export const SOON = 1500;
export const LATER = 10000;

export class Poll {
  #abort = new AbortController();
  #timer = null;
  #ask;
  #onError;

  /** `ask(signal)` is asynchronous and answers SOON or LATER; after an error it is soon. */
  constructor(ask, onError) {
    this.#ask = ask;
    this.#onError = onError;
    this.#turn();
  }

  close() {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  async #turn() {
    let wait = SOON;
    try {
      if (!document.hidden) {
        wait = await this.#ask(this.#abort.signal);
      }
    } catch (error) {
      if (cancelled(error)) {
        return;
      }
      this.#onError(error);
    }
    if (!this.#abort.signal.aborted) {
      this.#timer = setTimeout(() => this.#turn(), wait);
    }
  }
}
