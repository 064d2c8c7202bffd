// The panel around the curve: asks for the points as the run goes on, and holds axis choice and legend.

import * as api from "./api.js";
import { Chart } from "./chart.js";
import { h, setText } from "./dom.js";
import { halfWidth, integer, NONE, percent } from "./format.js";
import { hueOf } from "./palette.js";

const EVERY = 2000;
const AXES = { n: "Items", seconds: "Time" };

export class CurvePanel {
  #manifest;
  #signal;
  #chart;
  #legend;
  #at = h("span", { class: "muted number" });
  #asked = 0;
  #timer = null;
  #state = "";

  constructor(manifest, signal) {
    this.#manifest = manifest;
    this.#signal = signal;
    const plot = h("div", { class: "plot", role: "img", "aria-label": "Accuracy over the run; the table above has the numbers" });
    this.#legend = new Map(manifest.models.map((model) => [model, this.#entry(model)]));
    this.element = h("section", { class: "panel curve", "aria-label": "Accuracy over the run" },
      h("div", { class: "panel-head" }, h("h2", {}, "Accuracy over the run"), this.#axes()),
      plot,
      h("div", { class: "legend" }, [...this.#legend.values()].map((entry) => entry.button), this.#at));
    this.#chart = new Chart(plot, manifest.models, (reading) => this.#read(reading));
  }

  /** Asks for the curve when something has changed, at most every two seconds, and at the end. */
  update(metrics) {
    const state = JSON.stringify(metrics.models.map((model) => [model.answered, model.unparsed]));
    if (state === this.#state || this.#timer !== null) {
      return;
    }
    this.#state = state;
    const wait = Math.max(0, this.#asked + EVERY - Date.now());
    this.#timer = setTimeout(() => this.#ask(), wait);
  }

  close() {
    clearTimeout(this.#timer);
    this.#chart.close();
  }

  async #ask() {
    this.#asked = Date.now();
    try {
      const curve = await api.curve(this.#manifest.run, this.#signal);
      this.#chart.update(curve, this.#manifest.items);
    } catch (error) {
      if (!api.cancelled(error)) {
        setText(this.#at, `The curve cannot be read: ${error.message}`);
        this.#state = "";
      }
    } finally {
      this.#timer = null;
    }
  }

  #axes() {
    const buttons = Object.entries(AXES).map(([axis, word]) => h("button", {
      type: "button", "aria-pressed": String(axis === "n"), on: { click: () => choose(axis) }, data: { axis },
    }, word));
    const choose = (axis) => {
      buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.axis === axis)));
      this.#chart.axis(axis);
    };
    return h("div", { class: "segmented", role: "group", "aria-label": "Horizontal axis" }, buttons);
  }

  #entry(model) {
    const value = h("span", { class: "number" }, NONE);
    const button = h("button", {
      type: "button", class: "legend-entry", "aria-pressed": "true", title: "Show or hide this model",
      data: { hue: hueOf(this.#manifest.models, model) },
      on: { click: () => button.setAttribute("aria-pressed", String(this.#chart.toggle(model))) },
    }, h("span", { class: "swatch", "aria-hidden": "true" }), h("span", {}, model), value);
    return { button, value };
  }

  #read({ x, axis, values }) {
    setText(this.#at, x === null ? "" : axis === "n" ? `at ${integer(x)} items` : `at ${x.toFixed(1)} s`);
    values.forEach((point, model) => {
      setText(this.#legend.get(model).value, point ? `${percent(point.accuracy)} ± ${halfWidth(point)}` : NONE);
    });
  }
}
