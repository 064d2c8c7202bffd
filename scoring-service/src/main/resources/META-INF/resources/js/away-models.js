// Of a run that is not complete: models that nobody answers for now. Their numbers stand still, and this says why.

import * as api from "./api.js";
import { fill, h, notice } from "./dom.js";
import { time } from "./format.js";

const EVERY = 15_000;

export class AwayModels {
  element = h("div", { role: "status", data: { testid: "away" } });
  #models;
  #signal;
  #complete = false;
  #timer;

  constructor(manifest, signal) {
    this.#models = new Set(manifest.models);
    this.#signal = signal;
    this.#timer = setInterval(() => this.#refresh(), EVERY);
    this.#refresh();
  }

  update({ complete }) {
    if (complete && !this.#complete) {
      this.close();
      this.element.replaceChildren();
    }
    this.#complete = complete;
  }

  close() {
    clearInterval(this.#timer);
  }

  async #refresh() {
    try {
      const announced = await api.models(this.#signal);
      const away = announced.filter((one) => one.away && this.#models.has(one.model));
      fill(this.element, !this.#complete && away.length > 0 && message(away));
    } catch {
      // What is shown stays; it is asked again.
    }
  }
}

function message(away) {
  return notice("wait", `No service answers for ${away.map((one) => one.model).join(", ")}`,
    `Last heard of at ${away.map((one) => time(one.announcedAt)).join(", ")}. The questions wait until one is started: vlmstream up --models-dir, or a pod that scales up.`);
}
