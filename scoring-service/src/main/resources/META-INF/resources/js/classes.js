// Every class and how often each model was right about it: sorted, filtered and paged here, since all classes
// come in one small answer. Choosing a class shows what was said for it.

import * as api from "./api.js";
import { Confusions } from "./confusions.js";
import { h, notice, setText } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, NONE, percent, plural, TOO_HIGH } from "./format.js";
import { Pager } from "./pager.js";
import { coloured } from "./palette.js";
import { address, go } from "./routing.js";
import { Sorting } from "./sorting.js";
import { cell, table } from "./table.js";

const SIZE = 50;

export class Classes {
  #manifest;
  #signal;
  #rows = [];
  #route = null;
  #version = "";
  #loaded = null;
  #tooHigh = [];
  #search = h("input", { type: "search", placeholder: "Search classes  /", "aria-label": "Search classes", on: { input: () => this.#change({ q: this.#search.value }, true) } });
  #model;
  #sorting;
  #without = h("p", { class: "muted panel-note" });
  #body = h("tbody", { role: "rowgroup" });
  #count = h("span", { class: "muted number" });
  #pager = new Pager("Pages of classes", SIZE);
  #confusions;

  constructor(manifest, signal) {
    this.#manifest = manifest;
    this.#signal = signal;
    this.#confusions = new Confusions(manifest.run, signal);
    this.#sorting = new Sorting(columns(manifest.models), (sort) => this.#change({ sort }));
    this.#model = h("select", { "aria-label": "Model whose confusions are shown", on: { change: () => this.#change({ model: this.#model.value }) } },
      manifest.models.map((model) => h("option", { value: model }, model)));
    this.element = h("div", { class: "stack", data: { testid: "classes" } },
      h("div", { class: "controls" }, h("label", { class: "choose" }, "Confusions of ", this.#model)), this.#confusions.matrix,
      h("section", { class: "panel", "aria-label": "Classes" },
        h("div", { class: "panel-head" }, h("h2", {}, "Classes ", this.#count), exportMenu(`${manifest.run}-classes`, { rows: () => this.#filtered().map(flat) })),
        h("div", { class: "controls" }, this.#search),
        this.#without, table("Recall of each class", { class: "classes" }, this.#sorting.head, this.#body), this.#pager.element),
      this.#confusions.element);
  }

  /** The items of the confusions, for whoever goes from one to the next. */
  get steps() {
    return this.#confusions.steps;
  }

  update(metrics) {
    this.#tooHigh = metrics.models.filter((model) => model.optimistic).map((model) => model.model);
    this.#version = metrics.complete ? "complete" : String(metrics.models.reduce((sum, model) => sum + model.answered + model.unparsed, 0));
  }

  async show(route) {
    const model = this.#manifest.models.includes(route.model) ? route.model : this.#manifest.models[0];
    this.#route = { ...route, model };
    this.#model.value = model;
    if (document.activeElement !== this.#search) {
      this.#search.value = route.q;
    }
    const confusions = this.#confusions.show(this.#route, this.#version);
    try {
      if (this.#loaded !== this.#version) {
        this.#rows = rowsOf(await api.classes(this.#manifest.run, this.#signal));
        this.#loaded = this.#version;
      }
      this.#draw();
      await confusions;
    } catch (error) {
      if (!api.cancelled(error)) {
        this.#pager.element.before(notice("error", "The classes cannot be shown", error.message));
      }
    }
  }

  #change(values, replace = false) {
    go({ ...this.#route, page: 0, item: null, ...values }, { replace });
  }

  #filtered() {
    const wanted = this.#route.q.trim().toLowerCase();
    const found = this.#rows.filter((row) => row.name.toLowerCase().includes(wanted));
    // Classes without items, of which a part of a dataset has many, come last in every order.
    return [...this.#sorting.order(found.filter((row) => row.n > 0)), ...this.#sorting.order(found.filter((row) => row.n === 0))];
  }

  #draw() {
    this.#sorting.show(this.#route.sort);
    const rows = this.#filtered();
    const { page } = this.#route;
    setText(this.#without, [without(this.#rows), ...this.#tooHigh.map((model) => `${model}: ${TOO_HIGH}.`)].filter(Boolean).join(" "));
    this.#count.textContent = rows.length === this.#rows.length ? integer(rows.length) : `${integer(rows.length)} of ${integer(this.#rows.length)}`;
    this.#body.replaceChildren(...rows.length ? rows.slice(page * SIZE, (page + 1) * SIZE).map((row) => this.#row(row)) : [this.#nothing()]);
    this.#pager.show(this.#route, rows.length);
  }

  #nothing() {
    const all = this.#rows.length;
    const words = all ? ["No class has this name. ", h("a", { href: address({ ...this.#route, q: "", page: 0 }) }, "All classes")]
      : ["The run has no classes yet. They come from its class list or from the labels of its items; see “classes” in ./vlmstream push --help."];
    return h("tr", { role: "row" }, h("td", { role: "cell", colspan: this.#manifest.models.length + 3, class: "muted" }, words));
  }

  #row(row) {
    const chosen = row.name === this.#route.label;
    return h("tr", { role: "row", class: chosen ? "chosen" : null, data: { row: row.name, testid: "class-row" } },
      cell("Class", "lead", h("a", { href: address({ ...this.#route, label: row.name, item: null }) }, row.name)),
      cell("Items", "number", integer(row.n)),
      this.#manifest.models.map((model) => cell(model, "number", recall(model, row.models.get(model)))),
      cell("Spread", "number", row.spread === null ? NONE : (100 * row.spread).toFixed(1)));
  }
}

function recall(model, value) {
  if (!value?.n) {
    return NONE;
  }
  const bar = h("span", { class: "mini" });
  const interval = h("span", { class: "mini-whisker" });
  bar.style.width = `${100 * value.share}%`;
  interval.style.left = `${100 * value.low}%`;
  interval.style.width = `${100 * (value.high - value.low)}%`;
  return h("span", { class: "recall", data: coloured(model), title: `${value.correct} of ${value.n}, 95 % interval ${percent(value.low)}–${percent(value.high)} %` },
    h("span", { class: "mini-track", "aria-hidden": "true" }, bar, interval), percent(value.share));
}

function rowsOf({ names, models }) {
  return names.map((name, index) => {
    const values = new Map(models.map((column) => [column.model, {
      n: column.n[index], correct: column.correct[index], low: column.low[index], high: column.high[index],
      share: column.n[index] ? column.correct[index] / column.n[index] : null,
    }]));
    const shares = [...values.values()].map((value) => value.share).filter((share) => share !== null);
    return { name, models: values, n: Math.max(0, ...[...values.values()].map((value) => value.n)), spread: shares.length > 1 ? Math.max(...shares) - Math.min(...shares) : null };
  });
}

/** The columns; models have the names that they have in the run. */
function columns(models) {
  return [
    { name: "name", title: "Class", value: (row) => row.name }, { name: "n", title: "Items", kind: "number", value: (row) => row.n },
    ...models.map((model) => ({ name: model, kind: "number", value: (row) => row.models.get(model)?.share })),
    { name: "spread", title: h("abbr", { title: "Highest minus lowest recall of the models, in points" }, "Spread"), kind: "number", value: (row) => row.spread },
  ];
}

function without(rows) {
  const none = rows.filter((row) => row.n === 0).length;
  return none === 0 ? "" : `${plural(none, "class", "classes")} of ${integer(rows.length)} ${none === 1 ? "has" : "have"} no items, or none that is answered yet, and ${none === 1 ? "comes" : "come"} last.`;
}

function flat(row) {
  const values = { class: row.name, items: row.n };
  row.models.forEach((value, model) => Object.assign(values, { [`${model} correct`]: value.correct, [`${model} n`]: value.n, [`${model} low`]: value.low, [`${model} high`]: value.high }));
  return values;
}
