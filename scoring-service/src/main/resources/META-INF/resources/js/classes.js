// Every class and how often each model was right about it: sorted, filtered and paged here, since all classes
// come in one small answer. Choosing a class shows what was said for it.

import * as api from "./api.js";
import { Confusions } from "./confusions.js";
import { h, notice } from "./dom.js";
import { rowButtons } from "./download.js";
import { integer, NONE, percent } from "./format.js";
import { Pager } from "./pager.js";
import { address, go } from "./routing.js";
import { cell, table } from "./table.js";

const SIZE = 50;

export class Classes {
  #manifest;
  #signal;
  #rows = [];
  #route = null;
  #version = "";
  #loaded = null;
  #search = h("input", { type: "search", placeholder: "Search classes  /", "aria-label": "Search classes", on: { input: () => this.#change({ q: this.#search.value }, true) } });
  #model;
  #head = h("thead", { role: "rowgroup" });
  #body = h("tbody", { role: "rowgroup" });
  #count = h("span", { class: "muted number" });
  #pager = new Pager("Pages of classes", SIZE);
  #confusions;

  constructor(manifest, signal) {
    this.#manifest = manifest;
    this.#signal = signal;
    this.#confusions = new Confusions(manifest.run, signal);
    this.#model = h("select", { "aria-label": "Model whose confusions are shown", on: { change: () => this.#change({ model: this.#model.value }) } },
      manifest.models.map((model) => h("option", { value: model }, model)));
    this.element = h("div", { class: "stack", data: { testid: "classes" } },
      h("section", { class: "panel", "aria-label": "Classes" },
        h("div", { class: "panel-head" }, h("h2", {}, "Classes ", this.#count), rowButtons(`${manifest.run}-classes`, () => this.#filtered().map(flat))),
        h("div", { class: "controls" }, this.#search, h("label", { class: "choose" }, "Confusions of ", this.#model)),
        table("Recall of each class", { class: "classes" }, this.#head, this.#body), this.#pager.element),
      this.#confusions.element);
  }

  /** The items of the confusions, for whoever goes from one to the next. */
  get steps() {
    return this.#confusions.steps;
  }

  update(metrics) {
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
    const [key, down] = (this.#route.sort ?? "").startsWith("-") ? [this.#route.sort.slice(1), -1] : [this.#route.sort, 1];
    // Classes without items, of which a part of a dataset has many, come last in every order.
    return found.sort((a, b) => (b.n > 0) - (a.n > 0) || (key ? down * compare(a, b, key) : 0));
  }

  #draw() {
    const rows = this.#filtered();
    const { page } = this.#route;
    this.#count.textContent = rows.length === this.#rows.length ? integer(rows.length) : `${integer(rows.length)} of ${integer(this.#rows.length)}`;
    this.#head.replaceChildren(h("tr", { role: "row" }, ["name", "n", ...this.#manifest.models, "spread"].map((key) => this.#column(key))));
    this.#body.replaceChildren(...rows.slice(page * SIZE, (page + 1) * SIZE).map((row) => this.#row(row)));
    this.#pager.show(this.#route, rows.length);
  }

  #column(key) {
    const words = { name: "Class", n: "Items", spread: h("abbr", { title: "Highest less lowest recall of the models, in points" }, "Spread") };
    const sort = this.#route.sort;
    const next = sort === `-${key}` ? key : sort === key && key !== "name" ? null : key === "name" ? (sort === key ? `-${key}` : key) : `-${key}`;
    const direction = sort === key ? "ascending" : sort === `-${key}` ? "descending" : "none";
    return h("th", { role: "columnheader", scope: "col", "aria-sort": direction },
      h("a", { class: "sort", href: address({ ...this.#route, sort: next, page: 0, item: null }) }, words[key] ?? key));
  }

  #row(row) {
    const chosen = row.name === this.#route.label;
    return h("tr", { role: "row", class: chosen ? "chosen" : null, data: { row: row.name, testid: "class-row" } },
      cell("Class", "lead", h("a", { href: address({ ...this.#route, label: row.name, item: null }) }, row.name)),
      cell("Items", "number", integer(row.n)),
      this.#manifest.models.map((model, index) => cell(model, "number", recall(row.models.get(model), index))),
      cell("Spread", "number", row.spread === null ? NONE : (100 * row.spread).toFixed(1)));
  }
}

function recall(value, hue) {
  if (!value?.n) {
    return NONE;
  }
  const bar = h("span", { class: "mini", "aria-hidden": "true" });
  bar.style.width = `${Math.round(100 * value.share)}%`;
  return h("span", { class: "recall", data: { hue: hue % 8 }, title: `${value.correct} of ${value.n}, 95 % interval ${percent(value.low)}–${percent(value.high)} %` },
    h("span", { class: "mini-track" }, bar), percent(value.share));
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

function compare(a, b, key) {
  if (key === "name") {
    return a.name.localeCompare(b.name);
  }
  const value = (row) => (key === "n" || key === "spread" ? row[key] : row.models.get(key)?.share) ?? -1;
  return value(a) - value(b);
}

function flat(row) {
  const values = { class: row.name, items: row.n };
  row.models.forEach((value, model) => Object.assign(values, { [`${model} correct`]: value.correct, [`${model} n`]: value.n, [`${model} low`]: value.low, [`${model} high`]: value.high }));
  return values;
}
