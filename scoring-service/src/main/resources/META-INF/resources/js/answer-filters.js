// The head of the answers: which model, which outcome, which class and answer, how many models are right, words to look for,
// and the offer to load what came in since.

import { h, setText } from "./dom.js";
import { counted, integer } from "./format.js";
import { address, FILTERS, go, RIGHT_BY } from "./routing.js";

/** Milliseconds after the last key, before words are looked for. */
const PATIENCE = 350;
const AGREEMENT = { any: "any number of models", none: "no model", one: "only one model", some: "some, not all models", all: "all models" };

export class AnswerFilters {
  #route = null;
  #counts = new Map();
  #loadedCount = 0;
  #links;
  #model;
  #more;
  #agreement = h("select", { "aria-label": "How many models are right", on: { change: () => this.#change({ rightBy: this.#agreement.value }) } },
    RIGHT_BY.map((by) => h("option", { value: by }, AGREEMENT[by])));
  #fields;
  #found = h("span", { class: "muted number", role: "status" });
  #clear = h("a", { hidden: true }, "Clear filters");
  #timer = null;

  /** `menu` is what can be taken away. */
  constructor(manifest, onReload, menu) {
    this.#links = new Map(FILTERS.map((filter) => [filter, filterLink(filter)]));
    this.#model = h("select", { id: "answers-model", on: { change: () => this.#change({ model: this.#model.value }) } },
      manifest.models.map((model) => h("option", { value: model }, model)));
    this.#more = h("button", { type: "button", class: "more gone", on: { click: onReload } }, "");
    this.#fields = {
      q: this.#words("Search in answers  /"), label: this.#class("label", "Class shown"), said: this.#class("said", "Class answered"),
    };
    this.element = h("div", { class: "answers-head" },
      h("h2", {}, "Answers"),
      h("label", { class: "choose", for: "answers-model" }, "Model ", this.#model),
      h("nav", { class: "filters", "aria-label": "Filter answers" }, [...this.#links.values()].map((link) => link.element)),
      this.#more, menu,
      h("div", { class: "finds" }, Object.values(this.#fields),
        manifest.models.length > 1 ? h("label", { class: "choose" }, "Right by ", this.#agreement) : null,
        this.#found, this.#clear),
      h("datalist", { id: "answers-classes" }, (manifest.classes ?? []).map((name) => h("option", { value: name }))));
  }

  show(route) {
    this.#route = route;
    this.#model.value = route.model;
    this.#agreement.value = route.rightBy;
    Object.entries(this.#fields).forEach(([name, field]) => {
      if (document.activeElement !== field) {
        field.value = name === "said" && route.said === "" ? NO_CLASS : route[name] ?? "";
      }
    });
    this.#clear.hidden = route.rightBy === "any" && route.label === null && route.said === null && !route.q;
    this.#clear.setAttribute("href", address({ ...route, rightBy: "any", label: null, said: null, q: "", page: 0, item: null }));
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

  /** How many answers there are by all filters together. */
  found(total) {
    setText(this.#found, this.#clear.hidden ? "" : `${integer(total)} found`);
  }

  /** How many answers under this filter came in since the page was loaded. */
  get newer() {
    return this.count(this.#route.filter) - this.#loadedCount;
  }

  /** How many answers the chosen model has under a filter. */
  count(filter) {
    return this.#counts.get(this.#route.model)?.[filter] ?? 0;
  }

  /** Looked for while the reader writes. */
  #words(name) {
    const field = h("input", { type: "search", placeholder: name, "aria-label": "Search in answers", on: { input: () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#change({ q: field.value.trim() }, { replace: true }), PATIENCE);
    } } });
    return field;
  }

  /** A class, once its name is whole. */
  #class(name, words) {
    const choose = () => {
      const value = field.value.trim();
      this.#change({ [name]: name === "said" && value === NO_CLASS ? "" : value || null });
    };
    const field = h("input", { type: "search", placeholder: words, "aria-label": words, list: "answers-classes", on: { change: choose, search: choose } });
    return field;
  }

  #change(values, how = {}) {
    go({ ...this.#route, page: 0, item: null, ...values }, how);
  }

  #draw() {
    if (this.#route === null) {
      return;
    }
    this.#links.forEach(({ element, number }, filter) => {
      setText(number, integer(this.count(filter)));
      element.hidden = this.count(filter) === 0 && !["right", "wrong", "all", this.#route.filter].includes(filter);
    });
    this.#more.classList.toggle("gone", this.newer <= 0);
    this.#more.disabled = this.newer <= 0;
    setText(this.#more, this.newer > 0 ? `Show ${integer(this.newer)} newer` : "Up to date");
  }
}

/** What the empty name of an answer is called. */
const NO_CLASS = "none of the classes";

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
