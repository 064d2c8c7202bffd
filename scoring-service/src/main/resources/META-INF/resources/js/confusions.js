// Which class was said instead, as pictures: the pairs that occurred most often, or all that was said for one class.

import * as api from "./api.js";
import { h, notice } from "./dom.js";
import { rowButtons } from "./download.js";
import { integer, percent } from "./format.js";
import { pictureCard } from "./picture-card.js";
import { address } from "./routing.js";
import { Steps } from "./steps.js";

const SIZE = 24;

export class Confusions {
  #run;
  #signal;
  #rows = [];
  #shown = "";
  /** The items of the list, for whoever goes from one to the next. */
  steps = new Steps();
  #title = h("h2", {}, "");
  #back = h("a", { hidden: true }, "All pairs");
  #grid = h("div", { class: "answers-grid", data: { testid: "confusions" } });

  constructor(run, signal) {
    this.#run = run;
    this.#signal = signal;
    this.element = h("section", { class: "panel confusions", "aria-label": "Confusions" },
      h("div", { class: "panel-head" }, h("span", { class: "title-row" }, this.#title, this.#back), rowButtons(`${run}-confusions`, () => this.#rows)),
      this.#grid);
  }

  /** The confusions of the route's model, of the route's `label` if there is one. */
  async show(route, version) {
    const key = `${route.model}|${route.label}|${version}`;
    this.#back.hidden = !route.label;
    this.#back.setAttribute("href", address({ ...route, label: null, item: null }));
    if (key === this.#shown) {
      this.#links(route);
      return;
    }
    this.#shown = key;
    this.#title.textContent = route.label ? `What ${route.model} said for “${route.label}”` : `What ${route.model} confused most often`;
    try {
      const rows = await api.confusions(this.#run, { model: route.model, label: route.label || null, size: SIZE }, this.#signal);
      if (key === this.#shown) {
        this.#fill(rows.slice(0, SIZE), route);
      }
    } catch (error) {
      if (!api.cancelled(error)) {
        this.#shown = "";
        this.#grid.replaceChildren(notice("error", "The confusions cannot be shown", error.message));
      }
    }
  }

  #fill(rows, route) {
    this.#rows = rows;
    this.steps.set(0, rows.map((row) => row.example));
    this.#grid.replaceChildren(...rows.length ? rows.map((row) => this.#card(row, route)) : [notice("empty", "Nothing so far")]);
  }

  #card(row, route) {
    const said = row.said === null ? h("span", { class: "muted" }, "none of the classes") : row.said;
    return pictureCard({ run: this.#run, item: row.example, hasImage: true }, address({ ...route, item: row.example }),
      h("dl", { class: "pair" }, h("dt", {}, "Shown"), h("dd", { class: "label" }, row.label), h("dt", {}, "Said"), h("dd", { class: "answer" }, said)),
      h("p", { class: "muted number" }, `${integer(row.count)} of ${integer(row.shown)} · ${percent(row.count / row.shown)} %`));
  }

  #links(route) {
    [...this.#grid.querySelectorAll("[data-item]")].forEach((card) => card.querySelector("a")?.setAttribute("href", address({ ...route, item: card.dataset.item })));
  }
}
