// Whether models are right as often as their probabilities say: accuracy over confidence, and the two usual scores.

import { h } from "./dom.js";
import { plotButtons, rowButtons } from "./download.js";
import { percent } from "./format.js";
import { hueOf } from "./palette.js";
import { linePlot } from "./plots.js";

export class ReliabilityPanel {
  #manifest;
  #models = [];
  #plot = h("div", { class: "drawing-frame" });
  #notes = h("ul", { class: "plain-list" });
  #state = "";

  constructor(manifest) {
    this.#manifest = manifest;
    const name = `${manifest.run}-reliability`;
    this.element = h("section", { class: "panel reliability", hidden: true, "aria-label": "Calibration of probabilities", data: { testid: "reliability" } },
      h("div", { class: "panel-head" }, h("h2", {}, "Right as often as sure?"),
        h("span", { class: "take" }, plotButtons(name, () => this.#plot.firstChild), rowButtons(name, () => this.#rows()))),
      this.#plot, this.#notes);
  }

  update(metrics) {
    this.#models = metrics.models.filter((model) => model.reliability);
    this.element.hidden = this.#models.length === 0;
    const state = JSON.stringify(this.#models.map((model) => model.reliability));
    if (this.#models.length === 0 || state === this.#state) {
      return;
    }
    this.#state = state;
    const bins = this.#models[0].reliability.bins.map(label);
    const ideal = { name: "perfectly calibrated", dashed: true, points: [bins[0], bins.at(-1)].map((x, end) => ({ x, value: (end * (bins.length - 1) + 0.5) / bins.length })) };
    this.#plot.replaceChildren(linePlot("Accuracy over confidence; dashed: perfectly calibrated", "confidence of the answer, at most, %", bins, [ideal, ...this.#models.map((model) => this.#line(model))]));
    this.#notes.replaceChildren(...this.#models.map((model) => note(model, hueOf(this.#manifest.models, model.model))));
  }

  #line({ model, reliability }) {
    const filled = reliability.bins.filter((bin) => bin.answers.n > 0);
    return { name: model, hue: hueOf(this.#manifest.models, model),
      points: filled.map((bin) => ({ x: label(bin), value: bin.answers.accuracy, low: bin.answers.low, high: bin.answers.high })) };
  }

  #rows() {
    return this.#models.flatMap(({ model, reliability }) => reliability.bins.map((bin) => ({
      model, from: bin.from, to: bin.to, n: bin.answers.n, correct: bin.answers.correct, confidence: bin.confidence, accuracy: bin.answers.accuracy,
      expected_calibration_error: reliability.expectedCalibrationError, brier: reliability.brier,
    })));
  }
}

const label = (bin) => String(Math.round(100 * bin.to));

function note({ model, reliability: { n, expectedCalibrationError, brier, bins } }, hue) {
  return h("li", { data: { hue } }, h("span", { class: "swatch", "aria-hidden": "true" }), h("b", {}, model),
    ` expected calibration error ${percent(expectedCalibrationError)} points (${bins.length} bins) · Brier ${brier.toFixed(3)} · ${n} answers`);
}
