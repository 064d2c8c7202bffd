// The answers of one model under one filter, a page at a time. The counts on the filters are live; the
// page itself stays as it is while someone reads, and a button offers what is newer.

import * as api from "./api.js";
import { answerCard } from "./answer-card.js";
import { AnswerFilters } from "./answer-filters.js";
import { fill, h, keyed, notice } from "./dom.js";
import { plural } from "./format.js";
import { Pager } from "./pager.js";
import { address } from "./routing.js";
import { Steps } from "./steps.js";

const SIZE = 24;

export class Answers {
  #manifest;
  #signal;
  #filters;
  #grid = h("div", { class: "answers-grid" });
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
    this.#filters = new AnswerFilters(manifest, () => this.#load(this.#route));
    this.element = h("section", { class: "panel answers", "aria-label": "Answers" },
      this.#filters.element, this.#message, this.#grid, this.#pager.element);
  }

  /** Loads the page of answers that the route names, unless it is shown already. */
  async show(route) {
    const wanted = { ...route, model: this.#model(route) };
    const same = this.#route && ["model", "filter", "page"].every((name) => this.#route[name] === wanted[name]);
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

  #fetch({ model, filter, page }, size) {
    return api.items(this.#manifest.run, { model, filter, page, size }, this.#signal);
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
    // A model's answers never change, so a card is made once; another model's cards have other keys.
    this.#grid.dataset.model = route.model;
    keyed(this.#grid, items, (line) => line.item, answerCard, () => {});
    [...this.#grid.children].forEach((card, index) => this.#refresh(card, items[index], route));
    fill(this.#message, !items.length && nothing(route, total, this.#filters.count("unparsed")));
    this.#pager.show(route, total);
  }

  #refresh(card, line, route) {
    if (card.dataset.model !== line.model) {
      const fresh = answerCard(line);
      fresh.dataset.key = line.item;
      card.replaceWith(fresh);
      card = fresh;
    }
    card.querySelector("a").setAttribute("href", address({ ...route, item: line.item }));
  }
}

const ids = (lines) => lines.map((line) => line.item);

function nothing(route, total, unparsed) {
  if (total === 0 && route.filter === "wrong" && unparsed > 0) {
    return notice("empty", h("a", { href: address({ ...route, filter: "unparsed", page: 0, item: null }) }, `${plural(unparsed, "answer")} could not be parsed`),
      `None of the other answers of ${route.model} is wrong so far.`);
  }
  const what = route.filter === "all" ? "answers" : `${route.filter} answers`;
  return total > 0 ? notice("empty", "This page is empty", h("a", { href: address({ ...route, page: 0, item: null }) }, "First page"))
    : notice("empty", `${route.model} has no ${what} so far`);
}
