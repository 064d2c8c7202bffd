// The answers of one model, or those that a search finds, as a grid of pictures, a page at a time. The counts on the filters
// are live; the page itself stays as it is while someone reads, and a button offers what is newer.

import * as api from "./api.js";
import { answerCard, keyOf } from "./answer-card.js";
import { AnswerFilters } from "./answer-filters.js";
import { fill, h, keyed, notice } from "./dom.js";
import { exportMenu } from "./download.js";
import { plural } from "./format.js";
import { Pager } from "./pager.js";
import { address } from "./routing.js";
import { Steps } from "./steps.js";
import { saidBriefly, verdictOf } from "./verdict.js";

const SIZE = 24;
/** What of the route the list depends on. */
const WANTED = ["model", "filter", "rightBy", "label", "said", "q", "page"];

export class Answers {
  #manifest;
  #signal;
  #filters;
  #grid = h("ol", { class: "tiles answers-grid", "aria-label": "Answers" });
  #message = h("div", { class: "messages" });
  #pager = new Pager("Pages of answers", SIZE);
  #route = null;
  #lines = [];
  #request = 0;
  #busy = false;
  /** The items of the list, for whoever goes from one to the next. */
  steps = new Steps(SIZE, async (page) => ids((await this.#fetch({ ...this.#route, page }, SIZE)).items));

  constructor(manifest, signal) {
    this.#manifest = manifest;
    this.#signal = signal;
    this.#filters = new AnswerFilters(manifest, () => this.#load(this.#route),
      exportMenu(`${manifest.run}-answers`, { rows: () => this.#lines.map(flat), files: [api.exportFile(manifest.run)] }));
    this.element = h("section", { class: "panel answers", "aria-label": "Answers" },
      this.#filters.element, this.#message, this.#grid, this.#pager.element);
  }

  /** Loads the page of answers that the route names, unless it is shown already. */
  async show(route) {
    const wanted = { ...route, model: this.#model(route) };
    const same = this.#route && WANTED.every((name) => this.#route[name] === wanted[name]);
    this.#route = wanted;
    this.#filters.show(wanted);
    if (!same) {
      await this.#load(wanted);
    }
  }

  update(metrics) {
    this.#filters.update(metrics);
    if (this.#route && !this.#busy && this.#lines.length === 0 && this.#filters.newer > 0) {
      this.#load(this.#route);
    }
  }

  #model(route) {
    return this.#manifest.models.includes(route.model) ? route.model : this.#manifest.models[0];
  }

  #fetch({ model, filter, rightBy, label, said, q, page }, size) {
    return api.items(this.#manifest.run, { model, filter, rightBy, label, said, q: q || null, page, size }, this.#signal);
  }

  async #load(route) {
    const request = ++this.#request;
    this.#busy = true;
    this.#grid.setAttribute("aria-busy", "true");
    try {
      this.#filters.loaded();
      const answer = await this.#fetch(route, SIZE);
      if (request === this.#request) {
        this.#fill(route, answer);
      }
    } catch (error) {
      if (!api.cancelled(error) && request === this.#request) {
        this.#message.replaceChildren(notice("error", "The answers cannot be shown", error.message));
      }
    } finally {
      this.#busy = request !== this.#request;
      this.#grid.removeAttribute("aria-busy");
    }
  }

  #fill(route, { total, items }) {
    this.#lines = items;
    this.steps.set(route.page, ids(items), total);
    this.#filters.found(total);
    // A model's answers never change, so a tile is made once.
    keyed(this.#grid, items, keyOf, (line) => answerCard(line, "", { byModel: false }), (tile, line) => tile.querySelector("a").setAttribute("href", address({ ...route, item: line.item })));
    fill(this.#message, !items.length && nothing(route, total, this.#filters.count("unparsed")));
    this.#pager.show(route, total);
  }
}

const ids = (lines) => lines.map((line) => line.item);

function flat(line) {
  return { item: line.item, image: line.image, label: line.label, model: line.model, outcome: verdictOf(line), answer: saidBriefly(line), confidence: line.confidence };
}

function nothing(route, total, unparsed) {
  const unfiltered = address({ ...route, rightBy: "any", label: null, said: null, q: "", page: 0, item: null });
  if (total === 0 && (route.rightBy !== "any" || route.label !== null || route.said !== null || route.q)) {
    return notice("empty", "No answer is found by these filters", h("a", { href: unfiltered }, "Without them"));
  }
  if (total === 0 && route.filter === "wrong" && unparsed > 0) {
    return notice("empty", h("a", { href: address({ ...route, filter: "unparsed", page: 0, item: null }) }, `${plural(unparsed, "answer")} could not be parsed`),
      `None of the other answers of ${route.model} is wrong so far.`);
  }
  const what = route.filter === "all" ? "answers" : `${route.filter} answers`;
  return total > 0 ? notice("empty", "This page is empty", h("a", { href: address({ ...route, page: 0, item: null }) }, "First page"))
    : notice("empty", `${route.model} has no ${what} so far`);
}
