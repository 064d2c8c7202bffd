// Class likelihoods calibrated: accuracy over α, the best one on these items, and the cross-fitted number.

import { h } from "./dom.js";
import { ends, percent } from "./format.js";
import { coloured } from "./palette.js";
import { PlotPanel } from "./plot-panel.js";
import { linePlot } from "./plots.js";

export class LikelihoodPanel {
  #models = [];
  #panel;
  #state = "";

  constructor(manifest) {
    this.#panel = new PlotPanel({ file: `${manifest.run}-calibration`, kind: "likelihood", testid: "calibration", label: "Calibration of class likelihoods",
      title: "Class likelihood: α·ℓ + (1−α)·mean ℓ", rows: () => this.#rows() });
    this.element = this.#panel.element;
  }

  update(metrics) {
    this.#models = metrics.models.filter((model) => model.calibration);
    this.#panel.hidden = this.#models.length === 0;
    const state = JSON.stringify(this.#models.map((model) => model.calibration));
    if (this.#models.length === 0 || state === this.#state) {
      return;
    }
    this.#state = state;
    const alphas = this.#models[0].calibration.sweep.map((at) => at.alpha);
    const lines = this.#models.flatMap((model) => this.#lines(model));
    this.#panel.show(linePlot("Accuracy in %, by α; circled: the best on these items; dashed: top 5", "α", alphas, lines),
      this.#models.map(note));
  }

  #lines({ model, calibration }) {
    const line = (top, extra) => ({
      name: `${model} ${top}`, model, ...extra,
      points: calibration.sweep.filter((at) => at[top].n > 0).map((at) => ({
        x: at.alpha, value: at[top].accuracy, mark: top === "top1" && at.alpha === calibration.bestAlpha,
        ...(top === "top1" ? { low: at[top].low, high: at[top].high } : {}),
      })),
    });
    return [line("top1", {}), line("top5", { dashed: true })];
  }

  #rows() {
    return this.#models.flatMap(({ model, calibration }) => calibration.sweep.map((at) => ({
      model, alpha: at.alpha, n: at.top1.n, top1: at.top1.accuracy, top1_low: at.top1.low, top1_high: at.top1.high, top5: at.top5.accuracy,
      best: at.alpha === calibration.bestAlpha, cross_fitted: calibration.crossFitted.accuracy,
    })));
  }
}

function note({ model, calibration: { bestAlpha, best, crossFitted, crossFittedTop5 } }) {
  const of = (rule) => `${percent(rule.accuracy)} % (${ends(rule)})`;
  return h("li", { data: coloured(model) }, h("span", { class: "swatch", "aria-hidden": "true" }), h("b", {}, model),
    ` best on these items α = ${bestAlpha}: ${of(best)} · α chosen on the other nine tenths (cross-fitted): ${of(crossFitted)}, top 5 ${of(crossFittedTop5)}`);
}
