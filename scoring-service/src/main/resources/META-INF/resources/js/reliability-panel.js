// Whether models are right as often as their probabilities say: accuracy over confidence, and the two usual scores.

import { h } from "./dom.js";
import { integer, percent } from "./format.js";
import { coloured } from "./palette.js";
import { PlotPanel } from "./plot-panel.js";
import { linePlot } from "./plots.js";

export class ReliabilityPanel {
  #models = [];
  #panel;
  #state = "";

  constructor(manifest) {
    this.#panel = new PlotPanel({ file: `${manifest.run}-reliability`, kind: "reliability", testid: "reliability", label: "Calibration of probabilities",
      title: "Calibration", rows: () => this.#rows() });
    this.element = this.#panel.element;
  }

  update(metrics) {
    this.#models = metrics.models.filter((model) => model.reliability);
    this.#panel.hidden = this.#models.length === 0;
    const state = JSON.stringify(metrics.models.map((model) => model.reliability));
    if (this.#models.length === 0 || state === this.#state) {
      return;
    }
    this.#state = state;
    const bins = this.#models[0].reliability.bins.map(label);
    const ideal = { name: "perfectly calibrated", points: [bins[0], bins.at(-1)].map((x, end) => ({ x, value: (end * (bins.length - 1) + 0.5) / bins.length })) };
    this.#panel.show(linePlot("Accuracy, %, over confidence; dashed: perfectly calibrated", "confidence of the answer, at most, %", bins, [ideal, ...this.#models.map((model) => this.#line(model))]),
      metrics.models.map(note));
  }

  #line({ model, reliability }) {
    const filled = reliability.bins.filter((bin) => bin.answers.n > 0);
    return { name: model, model,
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

function note({ model, reliability }) {
  return h("li", { data: coloured(model) }, h("span", { class: "swatch", "aria-hidden": "true" }), h("b", {}, model), " ", reliability ? scores(reliability) : "undefined: its answers have no probability");
}

function scores({ n, expectedCalibrationError, brier, bins }) {
  return `expected calibration error ${percent(expectedCalibrationError)} points (${bins.length} bins) · Brier ${brier.toFixed(3)} · ${integer(n)} answers`;
}
