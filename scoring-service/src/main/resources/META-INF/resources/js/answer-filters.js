// The head of the answers: which model, which outcome, and the offer to load what came in since.

import { h, setText } from "./dom.js";
import { counted, integer } from "./format.js";
import { address, FILTERS, go } from "./routing.js";

export class AnswerFilters {
  #route = null;
  #counts = new Map();
  #loadedCount = 0;
  #links;
  #select;
  #more;

  constructor(manifest, onReload) {
    this.#links = new Map(FILTERS.map((filter) => [filter, filterLink(filter)]));
    this.#select = h("select", { id: "answers-model", on: { change: () => this.#choose() } },
      manifest.models.map((model) => h("option", { value: model }, model)));
    this.#more = h("button", { type: "button", class: "more gone", on: { click: onReload } }, "");
    this.element = h("div", { class: "answers-head" },
      h("h2", {}, "Answers"),
      h("label", { class: "choose", for: "answers-model" }, "Model ", this.#select),
      h("nav", { class: "filters", "aria-label": "Filter answers" }, [...this.#links.values()].map((link) => link.element)),
      this.#more);
  }

  show(route) {
    this.#route = route;
    this.#select.value = route.model;
    this.#links.forEach(({ element }, filter) => {
      element.setAttribute("href", address({ ...route, filter, page: 0, item: null }));
      element.setAttribute("aria-current", String(filter === route.filter));
    });
    this.#draw();
  }

  update(metrics) {
    this.#counts = new Map(metrics.models.map((model) => [model.model, outcomes(model)]));
    this.#draw();
  }

  /** Notes that everything counted by now is being loaded. */
  loaded() {
    this.#loadedCount = this.count(this.#route.filter);
    this.#draw();
  }

  /** How many answers under this filter came in since the page was loaded. */
  get newer() {
    return this.count(this.#route.filter) - this.#loadedCount;
  }

  /** How many answers the chosen model has under a filter. */
  count(filter) {
    return this.#counts.get(this.#route.model)?.[filter] ?? 0;
  }

  #choose() {
    go({ ...this.#route, model: this.#select.value, page: 0, item: null });
  }

  #draw() {
    if (this.#route === null) {
      return;
    }
    this.#links.forEach(({ number }, filter) => setText(number, integer(this.count(filter))));
    this.#more.classList.toggle("gone", this.newer <= 0);
    this.#more.disabled = this.newer <= 0;
    setText(this.#more, this.newer > 0 ? `Show ${integer(this.newer)} newer` : "Up to date");
  }
}

function filterLink(filter) {
  const number = h("span", { class: "number" });
  return { number, element: h("a", { class: "filter", data: { filter } }, filter, " ", number) };
}

/** How many answers each filter has, from a model's metrics. */
function outcomes(model) {
  const right = model.rules?.[model.primaryRule]?.correct ?? 0;
  return {
    right, wrong: Math.max(0, model.answered - right),
    unparsed: model.unparsed, refused: model.refused, failed: model.failed, all: counted(model),
  };
}
