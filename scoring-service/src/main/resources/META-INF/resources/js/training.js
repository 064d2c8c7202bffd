// A training: accuracy of its checkpoints against the step, beside what they are compared with, while it is running.

import * as api from "./api.js";
import { h, notice } from "./dom.js";
import { exportMenu } from "./download.js";
import { ends, integer, NONE, percent } from "./format.js";
import { command } from "./next-step.js";
import { knowColours } from "./palette.js";
import { address } from "./routing.js";
import { cell, SortedTable } from "./table.js";
import { trainingPlot } from "./training-plot.js";

/** The study judges fine-tuned models by it. */
const FIRST_RULE = "exact";
const NOTE = "Points with 95 % Wilson intervals, each over all items of its run; a hollow point's run is not complete yet. Dashed lines are models that were not trained, and the model before training.";
const COLUMNS = [
  { name: "Step", kind: "number", first: "ascending", value: (row) => row.step }, { name: "Model", value: (row) => row.model },
  { name: "Rule", value: (row) => row.rule }, { name: "n", kind: "number", value: (row) => row.n },
  { name: "Accuracy, %", kind: "number", value: (row) => row.accuracy }, { name: "95 %", kind: "number" },
  { name: "Loss", kind: "number", first: "ascending", value: (row) => row.loss },
];
const SOON = 1500;
const LATER = 5000;

export class TrainingView {
  #abort = new AbortController();
  #root = h("div", { class: "run", data: { testid: "training" } });
  #table = new SortedTable("Checkpoints by step, and what they are compared with", { class: "cards training-table" }, COLUMNS,
    { key: (row) => `${row.run}|${row.model}`, create: () => h("tr", { role: "row" }), update: fill });
  #route = null;
  #curve = null;
  #timer = null;

  constructor(parent) {
    parent.append(this.#root);
  }

  close() {
    this.#abort.abort();
    clearTimeout(this.#timer);
  }

  show(route) {
    const first = this.#route === null;
    this.#route = route;
    if (first) {
      this.#root.replaceChildren(title(route), notice("wait", "Loading…"));
      this.#load();
    } else if (this.#curve) {
      this.#draw();
    }
  }

  /** Nobody knows when a training ends: it is asked again as long as someone looks. */
  async #load() {
    let wait = LATER;
    try {
      if (!document.hidden) {
        this.#curve = await api.training(this.#route.training, this.#abort.signal);
        await knowColours(this.#curve.points.map((point) => point.model), this.#abort.signal);
        wait = this.#curve.points.every((point) => point.complete) ? LATER : SOON;
        this.#draw();
      }
    } catch (error) {
      if (api.cancelled(error)) {
        return;
      }
      this.#root.replaceChildren(title(this.#route), error.status === 404 ? nothing(this.#route.training, "No run belongs to this training yet")
        : notice("error", "The training cannot be shown", error.message, "Trying again…"));
    }
    this.#timer = setTimeout(() => this.#load(), wait);
  }

  #draw() {
    const { points } = this.#curve;
    const rules = [...new Set(points.filter((point) => point.step !== null).flatMap((point) => Object.keys(point.rules)))];
    const rule = [this.#route.rule, FIRST_RULE, rules[0]].find((name) => rules.includes(name)) ?? FIRST_RULE;
    const rows = points.map((point) => judged(point, rule));
    const shown = rows.filter((row) => row.n > 0);
    this.#table.show(rows);
    this.#root.replaceChildren(title(this.#route),
      shown.length ? this.#panel(shown, rules, rule) : nothing(this.#route.training, "Nothing is judged yet"),
      h("section", { class: "panel", "aria-label": "Every point" },
        this.#table.elements));
  }

  #panel(rows, rules, rule) {
    const plot = trainingPlot(rows, rule);
    const { training } = this.#route;
    return h("section", { class: "panel", "aria-label": "Accuracy against step", data: { testid: "training-plot" } },
      h("div", { class: "panel-head" }, h("h2", {}, "Accuracy against step"),
        h("nav", { class: "filters", "aria-label": "Rule" }, rules.map((name) => h("a", {
          class: "filter verbatim", href: address({ view: "training", training, rule: name }), "aria-current": String(name === rule),
        }, name))),
        exportMenu(training, { svg: () => plot, rows: () => this.#table.rows })),
      h("p", { class: "muted panel-note" }, NOTE), h("div", { class: "drawing-frame" }, plot));
  }
}

function title(route) {
  return h("div", { class: "run-title" }, h("h1", {}, `Training ${route.training}`),
    h("a", { href: address({ view: "runs", q: `training=${route.training}` }) }, "Its runs"));
}

/** Under the rule that is shown, or else under the point's own: models that rank have no exact match. */
function judged({ rules, primaryRule, ...point }, rule) {
  const own = rules[rule] ? rule : primaryRule;
  return { ...point, rule: own, n: 0, correct: 0, accuracy: null, low: null, high: null, ...(rules[own] ?? {}) };
}

function nothing(training, words) {
  return notice("empty", words, "Points appear with the first answers. A checkpoint is measured by a run that carries the training's name and its step:",
    command(`./vlmstream push DATASET --models CHECKPOINT --tag training=${training} --tag step=100`));
}

function fill(element, row) {
  Object.assign(element.dataset, { testid: "training-row", step: row.step ?? "" });
  element.replaceChildren(
    cell("Step", "number", row.step === null ? NONE : integer(row.step)),
    cell("Model", "lead", h("a", { href: address({ view: "run", run: row.run, model: row.model }) }, row.model), h("span", { class: "sub" }, row.run)),
    cell("Rule", "", row.rule ?? NONE),
    cell("n", "number", row.items === null || row.complete ? integer(row.n) : `${integer(row.n)} of ${integer(row.items)}`),
    cell("Accuracy, %", "number", h("b", {}, percent(row.accuracy))),
    cell("95 %", "number", ends(row)),
    cell("Loss", "number", row.loss === null ? NONE : row.loss.toFixed(3)));
}
