// Two models item by item, where they differ: picture, label, and both answers side by side.

import * as api from "./api.js";
import { h, notice } from "./dom.js";
import { exportMenu } from "./download.js";
import { integer, NONE, points, pValue } from "./format.js";
import { Pager } from "./pager.js";
import { remarks } from "./pairs-panel.js";
import { pictureCard } from "./picture-card.js";
import { address, go } from "./routing.js";
import { Steps } from "./steps.js";
import { answerText, badge, itemTitle, rankingList } from "./verdict.js";

const SIZE = 20;
const RANKS = 3;

export class Versus {
  #manifest;
  #signal;
  #route = null;
  #shown = "";
  #items = [];
  /** The items of the list, for whoever goes from one to the next. */
  steps = new Steps(SIZE, async (page) => ids(await this.#fetch(page)));
  #first;
  #second;
  #kinds = h("nav", { class: "filters", "aria-label": "Which of the two is right" });
  #summary = h("p", { class: "muted panel-note" });
  #grid = h("div", { class: "answers-grid wide-cards", data: { testid: "versus" } });
  #pager = new Pager("Pages of differences", SIZE);

  constructor(manifest, signal) {
    this.#manifest = manifest;
    this.#signal = signal;
    const select = (name, label) => h("select", { "aria-label": label, on: { change: (event) => this.#change({ [name]: event.target.value }) } });
    this.#first = select("model", "First model");
    this.#second = select("against", "Second model");
    this.element = h("section", { class: "panel versus", "aria-label": "Two models item by item" },
      h("div", { class: "panel-head" }, h("h2", {}, "Where two models differ"), exportMenu(`${manifest.run}-differences`, { rows: () => this.#items.map(flat) })),
      h("div", { class: "controls" }, this.#first, h("span", { class: "muted" }, "against"), this.#second, this.#kinds),
      this.#summary, this.#grid, this.#pager.element);
  }

  async show(route) {
    const models = this.#manifest.models;
    const model = models.includes(route.model) ? route.model : models[0];
    const against = route.against ?? models.find((other) => other !== model) ?? model;
    this.#route = { ...route, model, against };
    this.#choices();
    const { of, page, right } = this.#route;
    const key = [model, against, of, right, page].join("|");
    if (key === this.#shown) {
      return;
    }
    this.#shown = key;
    try {
      const [pair, found] = await Promise.all([api.compare(this.#manifest.run, { first: model, second: against, of }, this.#signal),
        this.#fetch(page)]);
      if (key === this.#shown) {
        this.#fill(pair, found);
      }
    } catch (error) {
      if (!api.cancelled(error)) {
        this.#shown = "";
        this.#grid.replaceChildren(notice("error", "The two cannot be compared", error.message));
      }
    }
  }

  #fetch(page) {
    const { model, against, of, right } = this.#route;
    return api.differences(this.#manifest.run, { first: model, second: against, of, right, page, size: SIZE }, this.#signal);
  }

  #change(values) {
    go({ ...this.#route, page: 0, item: null, ...values });
  }

  #choices() {
    const { model, against, of, right } = this.#route;
    const options = (select, names, chosen) => {
      select.replaceChildren(...names.map((name) => h("option", { value: name, selected: name === chosen }, name)));
    };
    options(this.#first, this.#manifest.models, model);
    options(this.#second, [...new Set([...(of ? [] : this.#manifest.models), against])].filter((name) => of || name !== model || name === against), against);
    const kinds = { any: "All that differ", first: `Only ${model} right`, second: `Only ${this.#other()} right` };
    this.#kinds.replaceChildren(...Object.entries(kinds).map(([kind, word]) => h("a", {
      class: "filter verbatim", href: address({ ...this.#route, right: kind, page: 0, item: null }), "aria-current": String(kind === right),
    }, word)));
  }

  /** The second model's name, with its run where that is another. */
  #other() {
    const { against, of } = this.#route;
    return of ? `${against} (${of})` : against;
  }

  #fill(pair, found) {
    this.#items = found.items;
    this.steps.set(found.page, ids(found), found.total);
    this.#summary.textContent = pair.n === 0 ? "No item was answered by both."
      : `${integer(pair.n)} items answered by both: both right ${integer(pair.bothRight)}, only ${this.#route.model} ${integer(pair.onlyFirst)}, `
        + `only ${this.#other()} ${integer(pair.onlySecond)}, both wrong ${integer(pair.bothWrong)}. ${this.#route.model} minus ${this.#other()}: ${points(pair.difference)} points`
        + `${pair.low === null ? "" : ` (${points(pair.low)} to ${points(pair.high)})`}, ${typeof pair.pairedT === "number" ? `paired t p ${pValue(pair.pairedT)}` : `McNemar p ${pValue(pair.mcNemar)}`}.${remarks(pair).map((words) => ` ${words}.`).join("")}`;
    this.#grid.replaceChildren(...found.items.length ? found.items.map((item) => this.#card(item))
      : [this.#nothing(pair)]);
    this.#pager.show(this.#route, found.total);
  }

  #nothing(pair) {
    const others = address({ ...this.#route, right: "any", page: 0, item: null });
    return pair.n === 0 ? notice("empty", `No item was answered by both ${this.#route.model} and ${this.#other()}`, "They can be compared once both were asked about the same items.")
      : pair.onlyFirst + pair.onlySecond === 0 ? notice("empty", "The two never differ", `Of ${integer(pair.n)} items, both are right about ${integer(pair.bothRight)} and both wrong about ${integer(pair.bothWrong)}.`)
        : notice("empty", "There is no such item", h("a", { href: others }, "All items where they differ"));
  }

  #card({ first, second }) {
    return pictureCard(first, address({ ...this.#route, item: first.item }), itemTitle(first),
      h("p", { class: "label" }, first.label ?? NONE), answer(first), answer(second));
  }
}

const ids = (found) => found.items.map(({ first }) => first.item);

function answer(line) {
  return h("div", { class: "said" }, h("div", { class: "said-head" }, badge(line), h("b", {}, line.model)),
    line.ranking ? rankingList(line, RANKS) : h("p", { class: "answer" }, line.answer ? answerText(line.answer, line.label) : NONE));
}

function flat({ first, second }) {
  const said = (line) => line.answer ?? line.ranking?.[0]?.name ?? null;
  return {
    item: first.item, image: first.image, label: first.label, first: first.model, first_said: said(first), first_right: first.rules?.[first.primaryRule] ?? false,
    second: second.model, second_said: said(second), second_right: second.rules?.[second.primaryRule] ?? false,
  };
}
