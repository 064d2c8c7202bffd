// The panel around the curve: asks for the points while the run is running, and holds axis choice and legend.

import * as api from "./api.js";
import { Chart } from "./chart.js";
import { curvePlot } from "./curve-plot.js";
import { h, setText } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, NONE, percent, TOO_HIGH } from "./format.js";
import { coloured } from "./palette.js";
import { Refresher } from "./refresher.js";

const EVERY = 2000;
const AXES = { n: "Items", seconds: "Time" };
const BANDS = { any: "Any time", point: "Fixed n" };
const MEANING = "Band: 95 % confidence sequence, which holds at all times together (any time), or Wilson's interval, which holds if you look once (fixed n)";

export class CurvePanel {
  #manifest;
  #signal;
  #chart;
  #legend;
  #at = h("span", { class: "muted number" });
  #curve = { models: [] };
  #tooHigh = new Set();
  /** Holds the drawing that is being taken away, which is in the page so that it has its colours. */
  #copy = h("div", { class: "hidden", "aria-hidden": "true" });
  #refresher;

  constructor(manifest, signal) {
    this.#manifest = manifest;
    this.#signal = signal;
    const plot = h("div", { class: "plot", role: "img", "aria-label": "Accuracy over the run; the table above has the numbers" });
    this.#legend = new Map(manifest.models.map((model) => [model, this.#entry(model)]));
    this.element = h("section", { class: "panel curve", "aria-label": "Accuracy over the run" },
      h("div", { class: "panel-head" }, h("h2", {}, "Accuracy over the run"), h("span", { class: "take" },
        segmented(BANDS, "Band", MEANING, (band) => this.#chart.band(band)), segmented(AXES, "Horizontal axis", null, (axis) => this.#chart.axis(axis)),
        exportMenu(`${manifest.run}-curve`, { svg: () => this.#drawn(), rows: () => this.#rows() }))),
      plot, this.#copy,
      h("div", { class: "legend" }, [...this.#legend.values()].map((entry) => entry.button), this.#at));
    this.#refresher = new Refresher(() => this.#ask(), EVERY, (error) => setText(this.#at, `The curve cannot be read: ${error.message}`));
    this.#chart = new Chart(plot, manifest.models, (reading) => this.#read(reading));
  }

  /** Asks for the curve when something has changed, at most every two seconds, and at the end. */
  update(metrics) {
    this.#tooHigh = new Set(metrics.models.filter((model) => model.optimistic).map((model) => model.model));
    this.#refresher.update(metrics);
  }

  close() {
    this.#refresher.close();
    this.#chart.close();
  }

  async #ask() {
    this.#curve = await api.curve(this.#manifest.run, this.#signal);
    this.#chart.update(this.#curve, this.#manifest.items);
  }

  #drawn() {
    const { models, ...how } = this.#chart.drawn;
    const plot = curvePlot(models, how);
    this.#copy.replaceChildren(plot);
    return plot;
  }

  #rows() {
    return this.#curve.models.flatMap(({ model, points }) => points.map((point) => ({ model, ...point })));
  }

  #entry(model) {
    const value = h("span", { class: "number" }, NONE);
    const button = h("button", {
      type: "button", class: "legend-entry", "aria-pressed": "true", title: "Show or hide this model",
      data: coloured(model),
      on: { click: () => button.setAttribute("aria-pressed", String(this.#chart.toggle(model))) },
    }, h("span", { class: "swatch", "aria-hidden": "true" }), h("span", {}, model), value);
    return { button, value };
  }

  #read({ x, axis, values }) {
    setText(this.#at, x === null ? "" : axis === "n" ? `at ${integer(x)} items` : `at ${x.toFixed(1)} s`);
    values.forEach((point, model) => {
      setText(this.#legend.get(model).value, point ? `${percent(point.accuracy)}${this.#tooHigh.has(model) ? ` (${TOO_HIGH})` : ""}` : NONE);
    });
  }
}

function segmented(words, label, title, onChoose) {
  const choose = (name) => {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.name === name)));
    onChoose(name);
  };
  const buttons = Object.entries(words).map(([name, word], index) => h("button", {
    type: "button", "aria-pressed": String(index === 0), on: { click: () => choose(name) }, data: { name },
  }, word));
  return h("span", { class: "segmented", role: "group", "aria-label": label, title }, buttons);
}
