// Whether models are right as often as their probabilities say: accuracy over confidence, and the two usual scores.

import { h } from "./dom.js";
import { integer, percent } from "./format.js";
import { coloured } from "./palette.js";
import { PlotPanel } from "./plot-panel.js";
import { calibrationPlot } from "./plots.js";

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
    this.#panel.show(calibrationPlot("Accuracy in %, by mean confidence, in bins with about as many answers each; dashed: perfect calibration. Below: the number of answers at each confidence", this.#models.map(lineOf)),
      metrics.models.map(note));
  }

  #rows() {
    return this.#models.flatMap(({ model, reliability }) => ["equalMass", "bins"].flatMap((kind) => reliability[kind].map((bin) => ({
      model, binning: kind === "bins" ? "equal width" : "equal mass", from: bin.from, to: bin.to, n: bin.answers.n, correct: bin.answers.correct, confidence: bin.confidence, accuracy: bin.answers.accuracy,
      expected_calibration_error: reliability.expectedCalibrationError, brier: reliability.brier,
    }))));
  }
}

function lineOf({ model, reliability: { n, bins, equalMass } }) {
  return {
    model, counts: bins.map((bin) => ({ from: bin.from, to: bin.to, n: bin.answers.n, share: bin.answers.n / n })),
    points: equalMass.map(({ confidence, answers }) => ({ x: confidence, value: answers.accuracy, low: answers.low, high: answers.high, n: answers.n })),
  };
}

function note({ model, reliability }) {
  return h("li", { data: coloured(model) }, h("span", { class: "swatch", "aria-hidden": "true" }), h("b", {}, model), " ", reliability ? scores(reliability) : "undefined: its answers have no probability");
}

function scores({ n, expectedCalibrationError, brier, bins }) {
  return `expected calibration error ${percent(expectedCalibrationError)} points (${bins.length} bins of equal width) · Brier ${brier.toFixed(3)} · ${integer(n)} answers`;
}
