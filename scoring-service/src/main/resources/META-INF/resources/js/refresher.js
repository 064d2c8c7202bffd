// Asks for something again when the run has moved on, but not more often than is good for the service.

import { cancelled } from "./api.js";

export class Refresher {
  #ask;
  #every;
  #onError;
  #state = "";
  #asked = 0;
  #timer = null;

  /** `ask()` is asynchronous; `every` milliseconds lie between two calls at least. */
  constructor(ask, every, onError) {
    this.#ask = ask;
    this.#every = every;
    this.#onError = onError;
  }

  /** Notes the metrics of the moment; asks if they differ from those it last asked for. */
  update(metrics) {
    const state = JSON.stringify(metrics.models.map((model) => [model.answered, model.unparsed, metrics.complete]));
    if (state === this.#state || this.#timer !== null) {
      return;
    }
    this.#state = state;
    this.#timer = setTimeout(() => this.#run(), Math.max(0, this.#asked + this.#every - Date.now()));
  }

  close() {
    clearTimeout(this.#timer);
  }

  async #run() {
    this.#asked = Date.now();
    try {
      await this.#ask();
    } catch (error) {
      if (!cancelled(error)) {
        this.#state = "";
        this.#onError(error);
      }
    } finally {
      this.#timer = null;
    }
  }
}
