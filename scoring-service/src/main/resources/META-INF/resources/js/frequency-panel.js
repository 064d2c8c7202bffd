// Accuracy against how often the names of the classes occur in texts: the study's bins, and the correlations.

import * as api from "./api.js";
import { h } from "./dom.js";
import { percent, signed } from "./format.js";
import { coloured } from "./palette.js";
import { PlotPanel } from "./plot-panel.js";
import { linePlot } from "./plots.js";
import { Refresher } from "./refresher.js";

const EVERY = 4000;

export class FrequencyPanel {
  #manifest;
  #panel;
  #models = [];
  #refresher;

  constructor(manifest, signal) {
    this.#manifest = manifest;
    this.#panel = new PlotPanel({ file: `${manifest.run}-frequency`, kind: "frequency", testid: "frequency", label: "Accuracy against class frequency",
      title: "Accuracy by how often the class is named", rows: () => this.#rows() });
    this.element = this.#panel.element;
    this.#refresher = new Refresher(() => this.#ask(signal), EVERY, (error) => this.#panel.note([h("li", {}, error.message)]));
  }

  update(metrics) {
    this.#refresher.update(metrics);
  }

  close() {
    this.#refresher.close();
  }

  async #ask(signal) {
    this.#show(await api.frequency(this.#manifest.run, signal));
  }

  #show({ models }) {
    this.#models = models.filter((model) => model.classes > 0);
    this.#panel.hidden = this.#models.length === 0;
    if (this.#panel.hidden) {
      return;
    }
    const bins = this.#models[0].bins.filter((_, index) => this.#models.some((model) => model.bins[index].classes > 0));
    const lines = this.#models.map((model) => ({
      name: model.model, model: model.model,
      points: model.bins.filter((bin) => bin.accuracy !== null).map((bin) => ({ x: label(bin), value: bin.accuracy })),
    }));
    this.#panel.show(linePlot("Mean accuracy in %, of the classes whose names occur this often", "occurrences of the name, from", bins.map(label), lines),
      this.#models.map(note));
  }

  #rows() {
    return this.#models.flatMap(({ model, spearman, pearson, bins }) => bins.map((bin) => ({
      model, from: bin.from, below: bin.below, classes: bin.classes, accuracy: bin.accuracy, n: bin.items.n, correct: bin.items.correct,
      spearman: spearman.value, spearman_low: spearman.low, spearman_high: spearman.high, pearson: pearson.value,
    })));
  }
}

const label = (bin) => (bin.from >= 1000 ? `${bin.from / 1000}k` : String(bin.from));

function correlation(name, { value, low, high }) {
  return value === null ? `${name} undefined` : `${name} ${signed(value)}${low === null ? "" : ` (${signed(low)} to ${signed(high)})`}`;
}

function note({ model, classes, spearman, pearson, bins }) {
  const never = bins[0].from === 0 && bins[0].accuracy !== null ? ` · below ${bins[0].below}: ${percent(bins[0].accuracy)} % of ${bins[0].classes} classes` : "";
  return h("li", { data: coloured(model) }, h("span", { class: "swatch", "aria-hidden": "true" }), h("b", {}, model),
    ` ${correlation("Spearman", spearman)} · ${correlation("Pearson", pearson)} over ${classes} classes${never}`);
}
